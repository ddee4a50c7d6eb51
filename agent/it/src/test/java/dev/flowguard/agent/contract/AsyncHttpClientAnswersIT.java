package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** AsyncHttpClient 2 and 3. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class AsyncHttpClientAnswersIT extends AnswerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    Path jdk = Jdks.all().get(0);
    return TestClient.versions(
            "AsyncHttpClientAnswers",
            "asynchttpclientanswers",
            "org.asynchttpclient:async-http-client",
            "2.1.0",
            "2.15.0",
            "3.0.13")
        .stream()
        .map(client -> new Subject(client, jdk));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
