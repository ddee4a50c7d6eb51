package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.Set;

/** {@code java.net.http}: what fails in the background is wrapped once more for the caller. */
class JdkHttpGateIT extends GateContract {
  @Override
  String sender() {
    return "JdkHttpSender";
  }

  @Override
  String jars() {
    return null;
  }

  @Override
  Set<Sender.Kind> kinds() {
    return EnumSet.complementOf(EnumSet.of(Sender.Kind.DUPLEX));
  }

  @Override
  Set<Scheme> schemes() {
    return EnumSet.allOf(Scheme.class);
  }

  @Override
  String ownFailure() {
    return "java.net.ProtocolException";
  }

  @Override
  String ownLaterFailure() {
    return "java.util.concurrent.ExecutionException";
  }

  @Override
  boolean judgesOnCallersThread() {
    return false;
  }

  @Override
  boolean repeatsBodyOnRedirect() {
    return true;
  }
}
