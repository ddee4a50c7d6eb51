package dev.flowguard.agent.link;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.Relocation;

/**
 * Distinguishes a gate that does not fit its client from a gate that has failed. A gate that was
 * compiled against another build of the client ends in a {@link LinkageError} that names what the
 * client lacks; all else is a fault.
 */
final class Misfit {
  /** What the JVM says of a class whose static initialiser has failed before. */
  private static final String BROKEN = "Could not initialize class";

  private Misfit() {}

  /** True if the error says that this copy of the client lacks a class or member. */
  static boolean is(Throwable error, Client client, Relocation copy) {
    if (isMissingMember(error)) {
      return true;
    }
    String message = error.getMessage();
    if (!(error instanceof LinkageError)
        || error instanceof ExceptionInInitializerError
        || message == null
        || message.startsWith(BROKEN)) {
      return false;
    }
    for (String name : client.packages().isEmpty() ? client.opens() : client.packages()) {
      if (names(message, name) || names(message, copy.apply(name + '/'))) {
        return true;
      }
    }
    return false;
  }

  /** True for what gates throw that look up a client's members by name and find others. */
  static boolean isMissingMember(Throwable error) {
    return error.getClass() == LinkageError.class
        && error.getCause() instanceof ReflectiveOperationException;
  }

  private static boolean names(String message, String packageName) {
    return message.contains(packageName.replace('.', '/'))
        || message.contains(packageName.replace('/', '.'));
  }

  /** True if a class can never be used again in its loader. */
  static boolean isBroken(Throwable error) {
    String message = error.getMessage();
    return error instanceof ExceptionInInitializerError
        || error instanceof NoClassDefFoundError && message != null && message.startsWith(BROKEN);
  }
}
