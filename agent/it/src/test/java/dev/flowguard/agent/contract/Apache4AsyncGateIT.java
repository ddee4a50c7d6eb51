package dev.flowguard.agent.contract;

/** Apache HttpAsyncClient 4.1: bodies are produced on the threads of its I/O reactor. */
class Apache4AsyncGateIT extends GateContract {

  Apache4AsyncGateIT() {
    super(
        Abilities.of(
                TestClient.versions(
                    "Apache4AsyncSender",
                    "apache4async",
                    "org.apache.httpcomponents:httpasyncclient",
                    "4.1",
                    "4.1.3",
                    "4.1.5"))
            .failsWith(Abilities.LATER_FAILURE)
            .cannot("it speaks HTTP/1.1 only", Ability.HTTP2)
            .cannot("its I/O reactor judges", Ability.JUDGED_BY_CALLER)
            .cannotIn(
                client -> !client.version().equals("4.1.5"),
                "a request with a body that is sent on never ends, with the guard or without",
                Ability.BODY_AFTER_REDIRECT));
  }
}
