package dev.flowguard.agent.contract;

import java.util.List;
import java.util.stream.Stream;

/** RestTemplate of Spring 5 on Apache HttpClient 4. */
class RestTemplateApache4GateIT extends GateContract {

  private static TestClient spring(String version) {
    return new TestClient(
        version,
        "RestTemplateApache4Sender",
        "resttemplate5",
        List.of(
            "org.springframework:spring-web:" + version,
            "org.apache.httpcomponents:httpclient:4.5.14"));
  }

  RestTemplateApache4GateIT() {
    super(
        Abilities.of(
                Stream.of("5.0.20.RELEASE", "5.2.25.RELEASE", "5.3.39")
                    .map(RestTemplateApache4GateIT::spring)
                    .toList())
            .on("Apache HttpClient 4")
            .failsWith("org.springframework.web.client.ResourceAccessException")
            .sendsOnly(
                Sender.Kind.NONE,
                Sender.Kind.BYTES,
                Sender.Kind.FIXED_STREAM,
                Sender.Kind.CHUNKED_STREAM,
                Sender.Kind.FILE,
                Sender.Kind.FAILING)
            .cannot("it speaks HTTP/1.1 only", Ability.HTTP2)
            .cannot("it has blocking calls only", Ability.ASYNCHRONOUS_CALLS, Ability.CANCELLING)
            .cannot(
                "tried with the client below",
                Ability.TIMEOUTS,
                Ability.EXPECT,
                Ability.BODY_AFTER_REDIRECT));
  }
}
