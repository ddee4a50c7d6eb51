package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Netty's own codec of HTTP/1.1. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class NettyAnswersIT extends AnswerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    Path jdk = Jdks.all().get(0);
    return Stream.concat(
        TestClient.versions(
                "NettyAnswers",
                "nettyanswers",
                "io.netty:netty-codec-http",
                "4.1.0.Final",
                "4.1.140.Final",
                "4.2.20.Final")
            .stream()
            .map(client -> new Subject(client, jdk)),
        TestClient.versions(
                "NettyAnswers", "nettyanswers", "io.netty:netty-codec-http", "4.2.20.Final")
            .stream()
            .map(client -> new Subject(client, Jdks.newest())));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
