package dev.flowguard.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The service in a JVM of its own, with or without the guard. */
final class AppJvm implements AutoCloseable {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** As Spring Boot's own plugin starts services that do not run for long. */
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  private static final int STARTING_SECONDS = 60;
  private static final int ENDING_SECONDS = 10;

  private final Process process;
  private final int port;

  private AppJvm(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it, and waits until it serves.
   *
   * @param folder its working folder
   * @param log to be written
   * @param agent option of the JVM; empty without the guard
   * @param settings of the application
   */
  static AppJvm start(
      Path jar,
      Path folder,
      Certificates certificates,
      Path log,
      List<String> agent,
      List<String> settings)
      throws IOException, InterruptedException {
    Path hosts = folder.resolve("hosts");
    Files.write(
        hosts,
        Stream.concat(Stream.of("localhost"), StandIns.HOSTS.stream())
            .map(host -> "127.0.0.1 " + host)
            .toList());
    Path portFile = folder.resolve("application.port");
    Files.deleteIfExists(portFile);
    List<String> command = new ArrayList<>(List.of(JAVA, QUICK_START));
    command.addAll(agent);
    command.add("-Djava.io.tmpdir=" + folder.toAbsolutePath()); // removed with the folder
    command.add("-Djdk.net.hosts.file=" + hosts);
    command.add("-Djavax.net.ssl.trustStore=" + certificates.trustStore());
    command.add("-Djavax.net.ssl.trustStorePassword=" + Certificates.PASSWORD);
    command.addAll(List.of("-jar", jar.toString(), "--server.port=0"));
    command.addAll(settings);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    for (int i = 0; i < STARTING_SECONDS * 20 && process.isAlive(); i++) {
      if (Files.exists(portFile) && !Files.readString(portFile).isBlank()) {
        return new AppJvm(process, Integer.parseInt(Files.readString(portFile).strip()));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    process.destroyForcibly();
    throw new IOException("the service did not start, see " + log);
  }

  int port() {
    return port;
  }

  /** What {@code doctor} prints of this JVM. */
  List<String> doctor(Path agent) throws IOException, InterruptedException {
    Process doctor =
        new ProcessBuilder(
                JAVA, QUICK_START, "-jar", agent.toString(), "doctor", Long.toString(process.pid()))
            .redirectErrorStream(true)
            .start();
    String printed = new String(doctor.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    doctor.waitFor();
    return printed.lines().toList();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
