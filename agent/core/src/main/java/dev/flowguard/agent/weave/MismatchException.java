package dev.flowguard.agent.weave;

/** A class is not as its hook points say: another version of the client. It is left as it is. */
final class MismatchException extends Exception {
  private static final long serialVersionUID = 1L;

  MismatchException(String message) {
    super(message);
  }
}
