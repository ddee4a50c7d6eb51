package dev.flowguard.agent.contract;

/** OpenFeign on its own client. */
class FeignGateIT extends GateContract {

  FeignGateIT() {
    super(
        Family.feign("feign-core", "HttpURLConnection", "10.12", "12.5", "13.13")
            .cannot("it speaks HTTP/1.1 only", Ability.HTTP2)
            .cannot("HttpURLConnection does not repeat a body", Ability.BODY_AFTER_REDIRECT));
  }
}
