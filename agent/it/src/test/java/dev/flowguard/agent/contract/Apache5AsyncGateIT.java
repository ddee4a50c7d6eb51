package dev.flowguard.agent.contract;

/** Apache HttpClient 5, asynchronous, over HTTP/1.1 and HTTP/2. */
class Apache5AsyncGateIT extends GateContract {

  Apache5AsyncGateIT() {
    super(
        Abilities.of(
                TestClient.versions(
                    "Apache5AsyncSender",
                    "apache5async",
                    "org.apache.httpcomponents.client5:httpclient5",
                    "5.0",
                    "5.3.1",
                    "5.6.5"))
            .failsWith(Abilities.LATER_FAILURE)
            .cannot("it may be the thread of the connection that judges", Ability.JUDGED_BY_CALLER)
            .cannotIn(
                client -> client.version().equals("5.0"),
                "it does not rewind its body, announces it and sends none: the call never ends",
                Ability.BODY_AFTER_REDIRECT)
            .cannot(
                "redirected, or with a producer that is not repeatable, the call ends in its time-out",
                Ability.END_OF_UNREAD_BODY));
  }
}
