package dev.flowguard.agent.contract;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Jetty's client. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class JettyAnswersIT extends AnswerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Stream.of(
            version9("9.4.18.v20190429"),
            version9("9.4.58.v20250814"),
            version9("10.0.0"),
            version9("10.0.26"),
            version9("11.0.26"),
            version12("12.0.0"),
            version12("12.0.35"),
            version12("12.1.12"))
        .map(client -> new Subject(client, Jdks.all().get(0)));
  }

  private static TestClient version9(String version) {
    return new TestClient(
        version,
        "JettyAnswers",
        "jetty9answers",
        List.of("org.eclipse.jetty:jetty-client:" + version));
  }

  static TestClient version12(String version) {
    return new TestClient(
        version,
        "JettyAnswers",
        "jetty12answers",
        List.of(
            "org.eclipse.jetty:jetty-client:" + version,
            "org.eclipse.jetty.http2:jetty-http2-client-transport:" + version));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
