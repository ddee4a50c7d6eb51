package dev.flowguard.agent.contract;

import java.util.List;
import java.util.stream.Stream;

/** Spring's RestTemplate and RestClient on HttpClient 5. */
class SpringApache5GateIT extends GateContract {

  private static TestClient spring(String version) {
    return new TestClient(
        version,
        "SpringApache5Sender",
        "springapache5",
        List.of(
            "org.springframework:spring-web:" + version,
            "org.apache.httpcomponents.client5:httpclient5:"
                + (version.startsWith("7") ? "5.6.5" : "5.4.4")));
  }

  SpringApache5GateIT() {
    super(
        Abilities.of(
                Stream.of("6.1.21", "6.2.19", "7.0.10").map(SpringApache5GateIT::spring).toList())
            .on("Apache HttpClient 5")
            .failsWith("org.springframework.web.client.ResourceAccessException")
            .sendsOnly(
                Sender.Kind.NONE, Sender.Kind.BYTES, Sender.Kind.FILE, Sender.Kind.CHUNKED_STREAM)
            .cannot("only the asynchronous client speaks it", Ability.HTTP2)
            .cannot("it has blocking calls only", Ability.ASYNCHRONOUS_CALLS, Ability.CANCELLING)
            .cannot("tried with the client below", Ability.TIMEOUTS, Ability.EXPECT));
  }
}
