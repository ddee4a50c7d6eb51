package dev.flowguard.agent.contract;

/** Apache HttpClient 5, blocking: bodies are written on the calling thread, over HTTP/1.1. */
class Apache5GateIT extends GateContract {

  Apache5GateIT() {
    super(
        Abilities.of(
                TestClient.versions(
                    "Apache5Sender",
                    "apache5",
                    "org.apache.httpcomponents.client5:httpclient5",
                    "5.0",
                    "5.3.1",
                    "5.6.5"))
            .failsWith("org.apache.hc.client5.http.ClientProtocolException")
            .doesNotSend("bodies are written on the calling thread", Sender.Kind.ASYNCHRONOUS)
            .cannot("only the asynchronous client speaks it", Ability.HTTP2)
            .cannot("it has blocking calls only", Ability.ASYNCHRONOUS_CALLS));
  }
}
