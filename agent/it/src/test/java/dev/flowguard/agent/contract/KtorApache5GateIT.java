package dev.flowguard.agent.contract;

/** Ktor on Apache's asynchronous client. */
class KtorApache5GateIT extends GateContract {

  KtorApache5GateIT() {
    super(
        Family.ktor("apache5", "Apache HttpClient 5", "2.3.12", "3.1.3", "3.5.2")
            .failsWith("org.apache.hc.core5.http.HttpException")
            .cannot(
                "Apache lends a connection of HTTP/2 to one call at a time, and opens more for calls side by side",
                Ability.CONNECTION_AFTER_FAILED_STREAM));
  }
}
