package dev.flowguard.agent.contract;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** gRPC-Java on Netty, under its own name and renamed, and on OkHttp: each message as it comes. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class GrpcAnswersIT extends AnswerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Stream.of(
            grpc("grpc-netty", "1.30.2"),
            grpc("grpc-netty", "1.85.1"),
            grpc("grpc-netty-shaded", "1.85.1"),
            grpc("grpc-okhttp", "1.30.2"),
            grpc("grpc-okhttp", "1.82.2"))
        .map(client -> new Subject(client, Jdks.all().get(0)).byHttp2());
  }

  private static TestClient grpc(String artifact, String version) {
    return new TestClient(
        version, "GrpcAnswers", "grpcanswers", List.of("io.grpc:" + artifact + ":" + version));
  }

  @Override
  Subject subject() {
    return subject;
  }

  /** Two messages, compressed or not, in a call that ends after both. */
  @Override
  Stream<String> answers() {
    return Stream.of("whole", "whole-gzip");
  }
}
