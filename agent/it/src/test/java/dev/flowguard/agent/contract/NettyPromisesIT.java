package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The writer of a held body learns what becomes of it, as without the guard. */
class NettyPromisesIT {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final String POLICY =
      """
      policy: progress
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"FILE", "FIXED_STREAM"})
  void aProgressivePromiseIsToldOfEveryByte(Sender.Kind kind) throws Exception {
    String value = "fine".repeat(200);
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm = guarded()) {
      String told = jvm.post(server.url("localhost", "/v1/x"), value, kind);

      assertThat(told).as(jvm.stderr()).isEqualTo(String.valueOf(ForkedJvm.form(value).length));
      assertThat(server.takeRequests()).hasSize(1);
    }
  }

  @Test
  void aBodyThatTheServerCutsOffFailsAsItWouldWithoutTheGuard() throws Exception {
    try (ServerSocket server = new ServerSocket();
        ForkedJvm jvm = guarded()) {
      server.setReceiveBufferSize(1 << 14);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      CompletableFuture<Void> cutOff = CompletableFuture.runAsync(() -> cutOff(server));

      String url = "http://localhost:" + server.getLocalPort() + "/v1/x";
      assertThat(jvm.send("now", 1, "POST", url, ForkedJvm.FORM, Sender.Kind.FILE, "*1048576", 7))
          .as(jvm.stderr())
          .contains("Exception")
          .doesNotContain("TimeoutException");
      cutOff.join();
    }
  }

  private static void cutOff(ServerSocket server) {
    try (Socket connection = server.accept()) {
      connection.getInputStream().read();
      connection.setSoLinger(true, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ForkedJvm guarded() throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    String agent = "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal";
    TestClient client = NettyGateIT.V4_2.by("NettyPromisesSender");
    return new ForkedJvm(
        JDK, folder, List.of(agent), client.classPath(JDK), client.sender(), "unused");
  }
}
