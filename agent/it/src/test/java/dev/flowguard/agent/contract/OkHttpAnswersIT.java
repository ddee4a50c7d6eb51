package dev.flowguard.agent.contract;

import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** OkHttp. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class OkHttpAnswersIT extends AnswerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Stream.concat(
        Stream.of(TestClient.OKHTTP_3, TestClient.OKHTTP_4, TestClient.OKHTTP_5)
            .map(client -> new Subject(client.by("OkHttpAnswers"), Jdks.all().get(0))),
        Stream.of(new Subject(TestClient.OKHTTP_5.by("OkHttpAnswers"), Jdks.newest())));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
