package dev.flowguard.agent.contract;

import java.util.List;
import java.util.stream.Stream;

/** Helidon's WebClient: callers write on their own threads, mostly virtual ones. */
class HelidonGateIT extends GateContract {

  HelidonGateIT() {
    super(
        Abilities.of(Stream.of("4.0.8", "4.2.3", "4.5.0").map(HelidonGateIT::helidon).toList())
            .from(21)
            .failsWith("java.io.UncheckedIOException")
            .doesNotSend("callers write their bodies themselves", Sender.Kind.ASYNCHRONOUS)
            .doesNotSend(
                "nothing ends a call from another thread while its body is written",
                Sender.Kind.ENDLESS)
            .cannotIn(
                client -> client.version().startsWith("4.0."),
                "it does not find its HTTP/2 over TLS, with the guard or without",
                Ability.HTTP2)
            .cannot("its stream over HTTP/1.1 has no flush", Ability.FLUSHED_PIECES)
            .cannot("it has blocking calls only", Ability.ASYNCHRONOUS_CALLS, Ability.CANCELLING)
            .cannot(
                "it knows 307 and 308 by its own reason phrases only; the server has others",
                Ability.BODY_AFTER_REDIRECT));
  }

  private static TestClient helidon(String version) {
    String group = "io.helidon.webclient:helidon-webclient";
    return new TestClient(
        version,
        "HelidonSender",
        "helidon",
        List.of(group + ":" + version, group + "-http2:" + version));
  }
}
