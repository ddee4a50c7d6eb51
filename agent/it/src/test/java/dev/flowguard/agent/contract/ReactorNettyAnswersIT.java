package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Reactor Netty, by HTTP/1.1 and HTTP/2. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class ReactorNettyAnswersIT extends AnswerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    Path jdk = Jdks.all().get(0);
    return TestClient.versions(
            "ReactorNettyAnswers",
            "reactornettyanswers",
            "io.projectreactor.netty:reactor-netty-http",
            "1.0.48",
            "1.3.8")
        .stream()
        .map(client -> new Subject(client, jdk))
        .flatMap(each -> Stream.of(each, each.byHttp2(), each.byUpgrade()));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
