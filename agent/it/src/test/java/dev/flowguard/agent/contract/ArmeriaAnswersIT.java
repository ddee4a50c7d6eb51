package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Armeria, by HTTP/1.1 and HTTP/2. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class ArmeriaAnswersIT extends AnswerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    Path jdk = Jdks.all().get(0);
    return TestClient.versions(
            "ArmeriaAnswers", "armeriaanswers", "com.linecorp.armeria:armeria", "1.16.0", "1.40.0")
        .stream()
        .map(client -> new Subject(client, jdk))
        .flatMap(each -> Stream.of(each, each.byHttp2(), each.byUpgrade()));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
