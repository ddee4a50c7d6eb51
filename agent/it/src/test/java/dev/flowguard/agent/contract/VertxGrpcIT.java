package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gRPC of Vert.x, which has nothing of gRPC-Java's transports. */
class VertxGrpcIT {
  private static final String SECRET =
      "The postmaster's rival painted the village pump with a stolen tin of green enamel";

  private static final String POLICY =
      """
      policy: grpc-of-vertx
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  private static final TestClient CLIENT =
      new TestClient(
          "5.0.7", "VertxGrpcSender", "vertxgrpc", List.of("io.vertx:vertx-grpc-client:5.0.7"));

  @TempDir Path folder;

  @Test
  void eachMessageIsJudgedPlainAndCompressed() throws Exception {
    TestTls tls = TestTls.make(folder, List.of("localhost"));
    try (GrpcServer server = new GrpcServer(tls.context());
        ForkedJvm jvm = fork(tls)) {
      for (String encoding : List.of("", "grpc-encoding:gzip")) {
        int before = jvm.journal().size();
        assertThat(send(jvm, server, encoding, "one", "two", "three")).isEqualTo("200");
        assertThat(server.takeStreams()).filteredOn(stream -> !stream.isReset()).hasSize(1);

        assertThat(send(jvm, server, encoding, "note: " + SECRET))
            .as(encoding)
            .contains("BlockedRequestException: Blocked");
        assertThat(send(jvm, server, encoding, "one", "note: " + SECRET, "three"))
            .as(encoding)
            .contains("BlockedRequestException: Blocked");
        assertThat(jvm.journal()).hasSize(before + 2);
        assertThat(jvm.journal().get(before + 1))
            .contains("\"client\":\"netty-http2\"", "\"outcome\":\"cut\"");
      }
      assertThat(send(jvm, server, "", "fine")).isEqualTo("200");
      assertThat(server.takeConnections()).isEqualTo(1);
      assertThat(server.takeStreams()).noneMatch(stream -> stream.body().contains("postmaster"));
    }
  }

  private ForkedJvm fork(TestTls tls) throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    Path jdk = Jdks.all().get(0);
    List<String> options =
        List.of(
            "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal",
            "-Djavax.net.ssl.trustStore=" + tls.store(),
            "-Djavax.net.ssl.trustStorePassword=" + TestTls.PASSWORD);
    return new ForkedJvm(jdk, folder, options, CLIENT.classPath(jdk), CLIENT.sender(), SECRET);
  }

  private static String send(ForkedJvm jvm, GrpcServer server, String headers, String... messages) {
    String url = server.url("localhost", "/demo.Notes/Client");
    byte[] body = String.join("\n", messages).getBytes(StandardCharsets.US_ASCII);
    return jvm.send("POST", url, headers, Sender.Kind.BYTES, body, 0);
  }
}
