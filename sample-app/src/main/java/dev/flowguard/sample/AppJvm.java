package dev.flowguard.sample;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The app in a JVM of its own, with or without the guard. */
final class AppJvm implements AutoCloseable {
  private final Process process;
  private final Writer to;
  private final BufferedReader from;

  AppJvm(Path folder, Certificates certificates, int port, @Nullable String agent, String alertsTo)
      throws IOException {
    Path hosts = folder.resolve("hosts");
    List<String> lines = new ArrayList<>();
    StandIns.HOSTS.forEach(host -> lines.add("127.0.0.1 " + host));
    Files.write(hosts, lines);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (agent != null) {
      command.add(
          "-javaagent:"
              + agent
              + "=journal.dir="
              + folder.resolve("journal")
              + ",alert.webhook.url="
              + alertsTo
              + ",alert.webhook.secret="
              + SecurityDesk.SECRET);
    }
    command.add("-Djdk.net.hosts.file=" + hosts);
    command.add("-Djavax.net.ssl.trustStore=" + certificates.trustStore());
    command.add("-Djavax.net.ssl.trustStorePassword=" + Certificates.PASSWORD);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Mirage.class.getName()));
    command.add(String.valueOf(port));
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve(agent == null ? "plain.log" : "guarded.log").toFile())
            .start();
    to =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    from =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Has the app make one attempt and returns what came of it. */
  String attempt(int number) throws IOException {
    to.write(number + "\n");
    to.flush();
    String outcome = from.readLine();
    return outcome == null ? "the app has ended" : outcome;
  }

  @Override
  public void close() throws IOException {
    to.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
