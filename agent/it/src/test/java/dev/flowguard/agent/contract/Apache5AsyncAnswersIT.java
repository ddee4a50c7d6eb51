package dev.flowguard.agent.contract;

import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Apache HttpClient 5, asynchronous. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class Apache5AsyncAnswersIT extends AnswerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return TestClient.versions(
            "Apache5AsyncAnswers",
            "apache5asyncanswers",
            "org.apache.httpcomponents.client5:httpclient5",
            "5.0",
            "5.3.1",
            "5.6.5")
        .stream()
        .map(client -> new Subject(client, Jdks.all().get(0)));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
