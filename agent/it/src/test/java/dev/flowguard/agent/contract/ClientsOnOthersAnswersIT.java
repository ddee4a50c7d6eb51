package dev.flowguard.agent.contract;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that send through others have no taps of their own. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class ClientsOnOthersAnswersIT extends AnswerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    String google = "com.google.http-client:google-http-client-apache-v2:2.2.0";
    return Stream.of(
            new TestClient("2.2.0", "GoogleNetAnswers", "googlehttpanswers", List.of(google)),
            new TestClient("2.2.0", "GoogleApacheAnswers", "googlehttpanswers", List.of(google)),
            new TestClient(
                "2.42.28",
                "AwsAnswers",
                "awsanswers",
                List.of("software.amazon.awssdk:apache-client:2.42.28")),
            new TestClient(
                "3.1.12",
                "JerseyAnswers",
                "jerseyanswers",
                List.of(
                    "org.glassfish.jersey.core:jersey-client:3.1.12",
                    "org.glassfish.jersey.inject:jersey-hk2:3.1.12")))
        .map(client -> new Subject(client, Jdks.all().get(0)));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
