package dev.flowguard.agent.contract;

import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Apache HttpClient 4, its blocking part. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class Apache4AnswersIT extends AnswerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return TestClient.versions(
            "Apache4Answers",
            "apache4answers",
            "org.apache.httpcomponents:httpclient",
            "4.3",
            "4.5",
            "4.5.14")
        .stream()
        .map(client -> new Subject(client, Jdks.all().get(0)));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
