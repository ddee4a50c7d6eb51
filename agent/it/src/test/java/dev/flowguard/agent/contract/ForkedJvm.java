package dev.flowguard.agent.contract;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A JVM that runs {@link Driver}: one command a line in, one result a line out. */
final class ForkedJvm implements AutoCloseable {
  static final String FORM = "Content-Type:application/x-www-form-urlencoded";

  /** The classes of the tests and the API for applications, without any client. */
  static final List<String> CLASS_PATH =
      List.of(
          Path.of("target", "test-classes").toAbsolutePath().toString(),
          Path.of("target", "clients", "api").toAbsolutePath() + "/*");

  /** What runs for seconds only is done before the second compiler's work pays. */
  static final String FIRST_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";

  private static final long COMMAND_SECONDS = 90;

  private final Process process;
  private final Writer to;
  private final BufferedReader from;
  private final Path folder;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "forked-jvm-reader");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param options of the JVM, agents among them
   * @param classPath entries
   */
  ForkedJvm(Path jdk, Path folder, List<String> options, List<String> classPath, String... driver)
      throws IOException {
    this(jdk, folder, options, driver, "-cp", String.join(":", classPath), Driver.class.getName());
  }

  /** The same program in an executable jar. */
  static ForkedJvm ofJar(Path jdk, Path folder, List<String> options, Path jar, String... driver)
      throws IOException {
    return new ForkedJvm(jdk, folder, options, driver, "-jar", jar.toString());
  }

  /** The option that has a JVM leave its temporary files in its own folder, which is removed. */
  static String temporaryFiles(Path folder) {
    return "-Djava.io.tmpdir=" + folder.toAbsolutePath();
  }

  private ForkedJvm(Path jdk, Path folder, List<String> options, String[] driver, String... program)
      throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin").resolve("java").toString());
    command.add(FIRST_COMPILER_ONLY);
    command.add(temporaryFiles(folder));
    command.addAll(options);
    command.addAll(List.of(program));
    command.addAll(List.of(driver));
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("stderr.log").toFile())
            .start();
    to =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    from =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Has the program post a form of one field, cut in its first word where the kind has pieces. */
  String post(String url, String value, Sender.Kind kind) {
    return send("POST", url, FORM, kind, form(value), 7);
  }

  /** Has the program send one request now, as {@link Driver} describes. */
  String send(String method, String url, String headers, Sender.Kind kind, byte[] body, int split) {
    return send("now", 1, method, url, headers, kind, body, split);
  }

  /** Has the program send requests, as {@link Driver} describes. */
  String send(
      String mode,
      int times,
      String method,
      String url,
      String headers,
      Sender.Kind kind,
      byte[] body,
      int split) {
    String inBase64 = Base64.getEncoder().encodeToString(body);
    return send(mode, times, method, url, headers, kind, inBase64, split);
  }

  /**
   * Has the program send requests, as {@link Driver} describes.
   *
   * @param body in Base64, or made by the program: an asterisk and its length
   */
  String send(
      String mode,
      int times,
      String method,
      String url,
      String headers,
      Sender.Kind kind,
      String body,
      int split) {
    return run(
        mode,
        String.valueOf(times),
        method,
        url,
        headers,
        kind.name(),
        body,
        String.valueOf(split));
  }

  static byte[] form(String value) {
    return ("note=" + URLEncoder.encode(value, StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Runs one command; members are joined by tabs and must have none. */
  synchronized String run(String... members) {
    try {
      if (from.ready()) {
        throw new AssertionError("not the result of a command: " + from.readLine());
      }
      to.write(String.join("\t", members) + "\n");
      to.flush();
      String result = reader.submit(this::result).get(COMMAND_SECONDS, TimeUnit.SECONDS);
      return result == null ? "the JVM has ended: " + stderr() : result;
    } catch (TimeoutException e) {
      process.destroyForcibly(); // each later command would wait as long
      throw new AssertionError("no result within " + COMMAND_SECONDS + " s: " + stderr(), e);
    } catch (IOException | InterruptedException | ExecutionException e) {
      throw new AssertionError("the forked JVM is gone: " + stderr(), e);
    }
  }

  /** The next line that the program writes; where memory ends, the JVM writes lines too. */
  private @Nullable String result() throws IOException {
    String line = from.readLine();
    while (line != null && line.startsWith("Exception in VM ")) {
      from.readLine(); // which one
      line = from.readLine();
    }
    return line;
  }

  /** Lets the program come to its end by itself. */
  void end() throws IOException, InterruptedException {
    to.close();
    if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the JVM does not end: " + stderr());
    }
  }

  long pid() {
    return process.pid();
  }

  String stderr() {
    try {
      return Files.readString(folder.resolve("stderr.log"));
    } catch (IOException e) {
      return "(no stderr)";
    }
  }

  /**
   * All lines of the journal but the one that each start writes, and the one that sums up what is
   * stopped again and again, as tests have it.
   */
  List<String> journal() {
    List<String> lines = wholeJournal();
    lines.removeIf(
        line ->
            line.contains("\"message\":\"guard started\"")
                || line.contains("\"message\":\"one captured value stops requests"));
    return lines;
  }

  /** All lines of the journal. */
  List<String> wholeJournal() {
    List<String> lines = new ArrayList<>();
    Path journal = folder.resolve("journal");
    if (Files.isDirectory(journal)) {
      try (Stream<Path> files = Files.list(journal)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          lines.addAll(Files.readAllLines(file));
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return lines;
  }

  @Override
  public void close() throws IOException {
    reader.shutdownNow();
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
