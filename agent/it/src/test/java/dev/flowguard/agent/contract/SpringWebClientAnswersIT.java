package dev.flowguard.agent.contract;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Spring's WebClient on Reactor Netty. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class SpringWebClientAnswersIT extends AnswerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Stream.of(spring("5.3.39", "1.0.48"), spring("7.0.10", "1.3.8"))
        .map(client -> new Subject(client, Jdks.all().get(0)));
  }

  private static TestClient spring(String version, String reactorNetty) {
    return new TestClient(
        version + " on Reactor Netty " + reactorNetty,
        "SpringWebClientAnswers",
        "springwebclientanswers",
        List.of(
            "org.springframework:spring-webflux:" + version,
            "org.springframework:spring-context:" + version,
            "io.projectreactor.netty:reactor-netty-http:" + reactorNetty));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
