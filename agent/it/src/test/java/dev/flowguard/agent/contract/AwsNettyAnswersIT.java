package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The asynchronous client below Amazon's SDK 2, by HTTP/1.1 and HTTP/2. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class AwsNettyAnswersIT extends AnswerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    Path jdk = Jdks.all().get(0);
    return TestClient.versions(
            "AwsNettyAnswers",
            "awsnettyanswers",
            "software.amazon.awssdk:netty-nio-client",
            "2.17.100",
            "2.57.8")
        .stream()
        .map(client -> new Subject(client, jdk))
        .flatMap(each -> Stream.of(each, each.byHttp2()));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
