package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Vert.x, by HTTP/1.1 and HTTP/2. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class VertxAnswersIT extends AnswerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    Path jdk = Jdks.all().get(0);
    return TestClient.versions(
            "VertxAnswers", "vertxanswers", "io.vertx:vertx-core", "4.0.0", "4.5.36", "5.2.3")
        .stream()
        .map(client -> new Subject(client, jdk))
        .flatMap(
            each ->
                each.client().version().equals("4.0.0")
                    ? Stream.of(each, each.byHttp2()) // its upgrade loses answers, also alone
                    : Stream.of(each, each.byHttp2(), each.byUpgrade()));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
