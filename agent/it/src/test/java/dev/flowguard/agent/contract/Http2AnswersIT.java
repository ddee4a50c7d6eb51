package dev.flowguard.agent.contract;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients over HTTP/2 whose taps are not those that they have for HTTP/1.1. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class Http2AnswersIT extends AnswerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Stream.of(
            apache5("5.0"),
            apache5("5.3.1"),
            apache5("5.6.5"),
            JettyAnswersIT.version12("12.0.0").by("JettyHttp2Answers"),
            JettyAnswersIT.version12("12.1.12").by("JettyHttp2Answers"))
        .map(client -> new Subject(client, Jdks.all().get(0)).byHttp2());
  }

  private static TestClient apache5(String version) {
    return new TestClient(
        version,
        "Apache5Http2Answers",
        "apache5asyncanswers",
        List.of("org.apache.httpcomponents.client5:httpclient5:" + version));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
