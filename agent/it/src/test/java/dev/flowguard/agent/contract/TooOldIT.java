package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that were built another way once: they work as ever, and are reported as uncovered. */
class TooOldIT {
  private static final Path AGENT = AgentJar.PATH;

  @TempDir private Path folder;

  static Stream<Arguments> tooOld() {
    return Stream.of(
        Arguments.of(
            "okhttp",
            new TestClient(
                "3.3.1", "OkHttpSender", null, List.of("com.squareup.okhttp3:okhttp:3.3.1"))),
        Arguments.of(
            "okhttp",
            new TestClient(
                "2.7.5", "OkHttp2Sender", "okhttp2", List.of("com.squareup.okhttp:okhttp:2.7.5"))),
        // Stands on Netty 4.0.
        Arguments.of(
            "netty",
            new TestClient(
                "2.0.40",
                "AsyncHttpClientSender",
                "asynchttpclient",
                List.of("org.asynchttpclient:async-http-client:2.0.40"))));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("tooOld")
  void aVersionThatIsBuiltAnotherWayIsToldToBeUncoveredAndWorks(String gate, TestClient client)
      throws Exception {
    Files.writeString(
        folder.resolve("policy.yaml"),
        """
        policy: contract
        processors:
          target: { hosts: [localhost], text: structured }
        categories:
          chat-conversation: { shapes: [chat-transcript] }
        rules:
          - { id: no-chats, never: [chat-conversation], reach: [target], severity: critical }
        """);
    Path jdk = Jdks.all().get(0);
    String agent = "-javaagent:" + AGENT + "=policy=policy.yaml,journal.dir=journal";
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm =
            new ForkedJvm(
                jdk, folder, List.of(agent), client.classPath(jdk), client.sender(), "a text")) {
      String url = server.url("localhost", "/v1/x");
      assertThat(jvm.run("now", "1", "GET", url, "", "NONE", "", "0")).isEqualTo("200");
      for (int i = 0; i < 100 && !jvm.stderr().contains("NOT COVERED"); i++) {
        LockSupport.parkNanos(100_000_000);
      }
      assertThat(jvm.stderr()).contains(gate + " is NOT COVERED in this JVM");
    }
  }
}
