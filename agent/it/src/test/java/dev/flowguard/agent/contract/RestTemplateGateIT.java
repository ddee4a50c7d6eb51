package dev.flowguard.agent.contract;

/** Spring's RestTemplate, which sends with {@code HttpURLConnection} unless it is given another. */
class RestTemplateGateIT extends GateContract {

  RestTemplateGateIT() {
    super(
        Abilities.of(
                TestClient.versions(
                    "RestTemplateSender",
                    "spring-resttemplate",
                    "org.springframework:spring-web",
                    "5.3.39",
                    "6.0.23",
                    "6.2.19",
                    "7.0.10"))
            .on("HttpURLConnection")
            .failsWith("org.springframework.web.client.ResourceAccessException")
            .sendsOnly(
                Sender.Kind.NONE,
                Sender.Kind.BYTES,
                Sender.Kind.FIXED_STREAM,
                Sender.Kind.CHUNKED_STREAM,
                Sender.Kind.FILE,
                Sender.Kind.FAILING,
                Sender.Kind.LYING)
            .cannot("it speaks HTTP/1.1 only", Ability.HTTP2)
            .cannot("it has blocking calls only", Ability.ASYNCHRONOUS_CALLS, Ability.CANCELLING)
            .cannot("HttpURLConnection does not repeat a body", Ability.BODY_AFTER_REDIRECT)
            .cannot("tried with the client below", Ability.EXPECT));
  }
}
