package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.Set;

/** OkHttp 5: bodies are written on the calling thread. */
class OkHttp5GateIT extends GateContract {
  @Override
  String sender() {
    return "OkHttpSender";
  }

  @Override
  String jars() {
    return "okhttp-5";
  }

  @Override
  Set<Sender.Kind> kinds() {
    return EnumSet.complementOf(EnumSet.of(Sender.Kind.ASYNCHRONOUS, Sender.Kind.DUPLEX));
  }

  @Override
  Set<Scheme> schemes() {
    return EnumSet.allOf(Scheme.class);
  }

  @Override
  boolean hasDuplexBodies() {
    return true;
  }

  @Override
  String ownFailure() {
    return "dev.flowguard.api.BlockedRequestException";
  }

  @Override
  String ownLaterFailure() {
    return "java.util.concurrent.ExecutionException";
  }

  @Override
  boolean repeatsBodyOnRedirect() {
    return true;
  }
}
