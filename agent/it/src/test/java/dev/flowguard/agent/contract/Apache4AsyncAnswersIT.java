package dev.flowguard.agent.contract;

import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Apache HttpAsyncClient 4. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class Apache4AsyncAnswersIT extends AnswerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return TestClient.versions(
            "Apache4AsyncAnswers",
            "apache4asyncanswers",
            "org.apache.httpcomponents:httpasyncclient",
            "4.0",
            "4.1",
            "4.1.5")
        .stream()
        .map(client -> new Subject(client, Jdks.all().get(0)));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
