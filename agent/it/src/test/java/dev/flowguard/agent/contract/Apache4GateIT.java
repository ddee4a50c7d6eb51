package dev.flowguard.agent.contract;

/** Apache HttpClient 4.5: entities are written on the calling thread. */
class Apache4GateIT extends GateContract {

  Apache4GateIT() {
    super(
        Abilities.of(
                TestClient.versions(
                    "Apache4Sender",
                    "apache4",
                    "org.apache.httpcomponents:httpclient",
                    "4.5",
                    "4.5.6",
                    "4.5.14"))
            .failsWith("org.apache.http.client.ClientProtocolException")
            .doesNotSend("entities are written on the calling thread", Sender.Kind.ASYNCHRONOUS)
            .cannot("it speaks HTTP/1.1 only", Ability.HTTP2)
            .cannot("it has blocking calls only", Ability.ASYNCHRONOUS_CALLS)
            .cannotIn(
                client -> !client.version().equals("4.5.14"),
                "it does not know 308",
                Ability.BODY_AFTER_REDIRECT));
  }
}
