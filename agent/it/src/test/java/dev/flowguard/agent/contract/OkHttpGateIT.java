package dev.flowguard.agent.contract;

import java.util.List;

/** OkHttp: bodies are written on the calling thread. */
class OkHttpGateIT extends GateContract {

  OkHttpGateIT() {
    super(
        Abilities.of(
                List.of(
                    TestClient.OKHTTP_3_4,
                    TestClient.OKHTTP_3_12,
                    TestClient.OKHTTP_3,
                    TestClient.OKHTTP_4,
                    TestClient.OKHTTP_5))
            .alsoSends(Sender.Kind.DUPLEX)
            .doesNotSend("bodies are written on the calling thread", Sender.Kind.ASYNCHRONOUS)
            .cannotIn(
                client -> client == TestClient.OKHTTP_3_4 || client == TestClient.OKHTTP_3_12,
                "duplex bodies came with 3.14",
                Sender.Kind.DUPLEX)
            .cannotIn(
                client -> client == TestClient.OKHTTP_3_4,
                "it has no HTTP/2 on JDKs of today",
                Ability.HTTP2)
            .cannotIn(client -> client == TestClient.OKHTTP_3_4, "it does not wait", Ability.EXPECT)
            .cannotIn(
                client -> client != TestClient.OKHTTP_4 && client != TestClient.OKHTTP_5,
                "it follows a 307 and a 308 of GET and HEAD only",
                Ability.BODY_AFTER_REDIRECT)
            .cannotIn(
                client -> client == TestClient.OKHTTP_3,
                "it keeps a connection that cancelling has closed, and then tries it for ever",
                Ability.CANCELLING));
  }
}
