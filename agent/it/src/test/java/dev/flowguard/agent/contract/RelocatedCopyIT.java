package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries that were packed into another under other names are guarded as they are. */
class RelocatedCopyIT {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final String SECRET =
      "The lighthouse keeper's daughter sold the telescope to a travelling dentist in March";

  private static final String POLICY =
      """
      policy: copies
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir Path folder;

  @Test
  void aRenamedOkHttpIsGuardedAndNamed() throws Exception {
    assertGuarded(
        TestClient.OKHTTP_4,
        Map.of("okhttp3", "shadow/okhttp3", "okio", "shadow/okio"),
        "okhttp (shadow.okhttp3)",
        Sender.Kind.FIXED_STREAM);
  }

  @Test
  void aRenamedHttpClient5IsGuardedAndNamed() throws Exception {
    assertGuarded(
        new Apache5GateIT().abilities().latest(),
        Map.of("org/apache/hc", "com/example/thirdparty/apache/hc"),
        "apache-httpclient-5 (com.example.thirdparty.apache.hc)",
        Sender.Kind.FIXED_STREAM);
  }

  @Test
  void aRenamedAsynchronousHttpClient5IsGuardedAndNamed() throws Exception {
    assertGuarded(
        new Apache5AsyncGateIT().abilities().latest(),
        Map.of("org/apache/hc", "com/example/thirdparty/apache/hc"),
        "apache-httpclient-5-async (com.example.thirdparty.apache.hc)",
        Sender.Kind.ASYNCHRONOUS);
  }

  private void assertGuarded(
      TestClient client, Map<String, String> packages, String name, Sender.Kind kind)
      throws Exception {
    List<String> classPath = new ArrayList<>(client.classPath(JDK));
    List<Path> renamed = new ArrayList<>();
    for (Path jar : client.jars()) {
      String file = jar.getFileName().toString();
      if (file.startsWith("okhttp") || file.startsWith("okio") || file.startsWith("http")) {
        renamed.add(jar);
        classPath.remove(jar.toString());
      }
    }
    Path program = Path.of(classPath.get(client.folder() == null ? 0 : 2));
    Path copy = folder.resolve("copy.jar");
    Relocated.write(copy, packages, renamed, program, client.sender());
    classPath.add(0, copy.toString());
    assertGuarded(folder, classPath, client.sender(), name, kind);
  }

  /**
   * @param name of the gate, with the package of the copy
   */
  static void assertGuarded(
      Path folder, List<String> classPath, String sender, String name, Sender.Kind kind)
      throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    String agent = "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal";
    try (RawServer server = new RawServer(null);
        ForkedJvm jvm = new ForkedJvm(JDK, folder, List.of(agent), classPath, sender, SECRET)) {
      String url = server.url("localhost", "/v1/x");
      assertThat(jvm.post(url, "fine", kind)).as(jvm.stderr()).isEqualTo("200");
      assertThat(server.takeRequests()).hasSize(1);

      assertThat(jvm.post(url, SECRET, kind)).contains("BlockedRequestException: Blocked");
      assertThat(server.bodyBytes()).isZero();
      assertThat(server.headBytes()).isZero();
      assertThat(jvm.post(url, "fine", kind)).as(jvm.stderr()).isEqualTo("200");
      assertThat(jvm.journal()).hasSize(1);
      assertThat(jvm.stderr()).doesNotContain("NOT COVERED");

      String fitted = "gate     " + name + "  fitted";
      assertThat(Cli.doctor(JDK, folder, jvm.pid(), fitted).output()).contains(fitted);
    }
  }
}
