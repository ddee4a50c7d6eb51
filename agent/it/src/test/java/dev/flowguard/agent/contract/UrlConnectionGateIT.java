package dev.flowguard.agent.contract;

import java.util.List;

/** {@code HttpURLConnection}. */
class UrlConnectionGateIT extends GateContract {

  UrlConnectionGateIT() {
    super(
        Abilities.of(List.of(TestClient.URL_CONNECTION))
            .sendsOnly(
                Sender.Kind.NONE,
                Sender.Kind.BYTES,
                Sender.Kind.FIXED_STREAM,
                Sender.Kind.CHUNKED_STREAM,
                Sender.Kind.FAILING,
                Sender.Kind.LYING)
            .cannot("it speaks HTTP/1.1 only", Ability.HTTP2)
            .cannot("it has blocking calls only", Ability.ASYNCHRONOUS_CALLS, Ability.CANCELLING)
            .cannot("it repeats no body on a redirect", Ability.BODY_AFTER_REDIRECT));
  }
}
