package dev.flowguard.agent.contract;

/** Ktor on Apache's asynchronous client. */
class KtorApache5GateIT extends KtorGateContract {
  KtorApache5GateIT() {
    super("apache5", "2.3.12", "3.1.3", "3.5.2");
  }

  @Override
  String ownFailure() {
    return "org.apache.hc.core5.http.HttpException";
  }

  @Override
  boolean keepsConnectionOfFailedStream() {
    // Apache lends a connection of HTTP/2 to one call at a time: calls side by side open as many
    // more as meet none that is free.
    return false;
  }
}
