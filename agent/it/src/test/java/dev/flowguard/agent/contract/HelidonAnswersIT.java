package dev.flowguard.agent.contract;

import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Helidon's WebClient, which needs a later JDK. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class HelidonAnswersIT extends AnswerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    String name = "io.helidon.webclient:helidon-webclient";
    return TestClient.versions("HelidonAnswers", "helidonanswers", name, "4.0.8", "4.2.3", "4.5.0")
        .stream()
        .map(client -> new Subject(client, Jdks.newest()));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
