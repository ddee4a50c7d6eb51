package dev.flowguard.agent.contract;

import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The clients of the JDK. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class JdkAnswersIT extends AnswerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Jdks.all().stream()
        .flatMap(
            jdk ->
                Stream.of(
                    new Subject(TestClient.URL_CONNECTION.by("UrlConnectionAnswers"), jdk),
                    new Subject(TestClient.JDK_HTTP.by("JdkHttpAnswers"), jdk)));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
