package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Beside the OpenTelemetry agent, JVMs that load classes on many threads at once never lock up. */
class ColdStartIT {
  private static final int STARTS = Integer.getInteger("flowguard.cold.starts", 2);
  private static final long MOST_SECONDS = 120;

  private static final String POLICY =
      """
      policy: cold-start
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir Path folder;

  /** Sends and loads classes on sixteen threads at once, the first thing that it does. */
  static final class Program {
    private static final int THREADS = 16;

    /** Of clients and of what they use, each in several threads at the same time. */
    private static final List<String> CLASSES =
        List.of(
            "java.net.http.HttpClient",
            "jdk.internal.net.http.HttpClientImpl",
            "jdk.internal.net.http.Http1Request",
            "sun.net.www.http.HttpClient",
            "okhttp3.OkHttpClient",
            "okhttp3.internal.http.CallServerInterceptor",
            "javax.net.ssl.SSLContext",
            "java.util.logging.Logger");

    private Program() {}

    public static void main(String[] arguments) throws Exception {
      AtomicInteger stopped = new AtomicInteger();
      CountDownLatch start = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(THREADS);
      for (int i = 0; i < THREADS; i++) {
        int first = i;
        new Thread(
                () -> {
                  try {
                    start.await();
                    for (int j = 0; j < CLASSES.size(); j++) {
                      load(CLASSES.get((first + j) % CLASSES.size()));
                    }
                    if (isStopped(arguments[0])) {
                      stopped.incrementAndGet();
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } finally {
                    end.countDown();
                  }
                })
            .start();
      }
      start.countDown();
      end.await();
      System.out.println("stopped " + stopped.get());
    }

    private static void load(String name) {
      try {
        Class.forName(name);
      } catch (ClassNotFoundException | LinkageError e) {
        System.out.println("not loaded: " + e);
      }
    }

    private static boolean isStopped(String url) {
      try {
        HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setDoOutput(true);
        connection
            .getOutputStream()
            .write(
                ("{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
                        + "{\"role\":\"assistant\",\"content\":\"b\"}]}")
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        connection.getResponseCode();
        return false;
      } catch (IOException e) {
        return String.valueOf(e.getMessage()).contains("Blocked POST");
      }
    }
  }

  static Stream<Path> jdks() {
    return Jdks.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void startsBesideOpenTelemetryWithSixteenThreadsWithoutADeadlock(Path jdk) throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    String classPath = String.join(":", TestClient.OKHTTP_4.classPath(jdk));
    try (RawServer server = new RawServer(null)) {
      for (int i = 0; i < STARTS; i++) {
        Path out = folder.resolve("out");
        Process process =
            new ProcessBuilder(
                    jdk.resolve("bin").resolve("java").toString(),
                    "-javaagent:"
                        + Path.of("target", "companions", "opentelemetry.jar").toAbsolutePath(),
                    "-javaagent:" + AgentJar.PATH + "=policy=policy.yaml,journal.dir=journal",
                    "-XX:TieredStopAtLevel=1",
                    "-Dotel.traces.exporter=none",
                    "-Dotel.metrics.exporter=none",
                    "-Dotel.logs.exporter=none",
                    "-cp",
                    classPath,
                    Program.class.getName(),
                    server.url("localhost", "/v1/x"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
          assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS))
              .as("start %d ends: %s", i, Files.readString(out))
              .isTrue();
        } finally {
          process.destroyForcibly().waitFor();
        }
        assertThat(Files.readString(out)).as("start %d", i).contains("stopped 16");
        assertThat(server.bodyBytes()).as("start %d", i).isZero();
      }
    }
  }
}
