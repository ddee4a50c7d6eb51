package dev.flowguard.agent.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Spring WebFlux on Reactor Netty. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class WebFluxServerIT extends ServerContract {
  private static final List<String> READS =
      List.of("whole", "stream", "json", "form", "parts", "moved");
  private static final String JACKSON = "com.fasterxml.jackson.core:jackson-databind:2.13.5";
  private static final String JACKSON_3 = "tools.jackson.core:jackson-databind:3.0.3";

  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    TestServerProgram newest = webFlux("7.0.10", "1.3.8", JACKSON_3);
    return Stream.of(
        new Subject(webFlux("5.3.39", "1.0.48", JACKSON), Jdks.all().get(0)),
        new Subject(newest, Jdks.all().get(0)),
        new Subject(newest, Jdks.newest()));
  }

  private static TestServerProgram webFlux(String spring, String reactorNetty, String jackson) {
    return new TestServerProgram(
        spring + " on Reactor Netty " + reactorNetty,
        "WebFluxProgram",
        List.of("webflux"),
        Map.of(),
        List.of(
            "org.springframework:spring-webflux:" + spring,
            "org.springframework:spring-context:" + spring,
            "io.projectreactor.netty:reactor-netty-http:" + reactorNetty,
            jackson),
        READS,
        List.of("stream", "pieces", "sse", "compressed"));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
