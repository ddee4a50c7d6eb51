package dev.flowguard.agent.contract;

import java.util.List;

/** Jersey's client on its own connector: of javax up to 2, then of jakarta. */
class JerseyGateIT extends GateContract {

  JerseyGateIT() {
    super(
        Abilities.of(
                List.of(
                    jersey("2.35", "jersey-javax"),
                    jersey("2.48", "jersey-javax"),
                    jersey("3.0.18", "jersey-jakarta"),
                    jersey("3.1.12", "jersey-jakarta"),
                    jersey("4.0.3", "jersey-jakarta")))
            .on("HttpURLConnection")
            .failsWith(
                setup ->
                    setup.client().folder().equals("jersey-javax")
                        ? "javax.ws.rs.ProcessingException"
                        : "jakarta.ws.rs.ProcessingException")
            .sendsOnly(
                Sender.Kind.NONE,
                Sender.Kind.BYTES,
                Sender.Kind.FIXED_STREAM,
                Sender.Kind.CHUNKED_STREAM,
                Sender.Kind.FILE,
                Sender.Kind.FAILING,
                Sender.Kind.LYING)
            .cannot("it speaks HTTP/1.1 only", Ability.HTTP2)
            .cannot("HttpURLConnection does not repeat a body", Ability.BODY_AFTER_REDIRECT)
            .cannot("tried with the client below", Ability.CANCELLING, Ability.EXPECT));
  }

  private static TestClient jersey(String version, String folder) {
    return new TestClient(
        version,
        "JerseySender",
        folder,
        List.of(
            "org.glassfish.jersey.core:jersey-client:" + version,
            "org.glassfish.jersey.inject:jersey-hk2:" + version));
  }
}
