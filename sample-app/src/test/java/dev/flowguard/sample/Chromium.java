package dev.flowguard.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** A Chromium without a window, that is installed on this machine. */
final class Chromium implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private static final int STARTING_SECONDS = 60;
  private static final int ENDING_SECONDS = 10;

  private final Process process;
  private final Path home;
  private final DevTools devTools;

  private Chromium(Process process, Path home, DevTools devTools) {
    this.process = process;
    this.home = home;
    this.devTools = devTools;
  }

  /**
   * Starts it.
   *
   * @param hosts which host is where, as its option {@code --host-resolver-rules} has it
   * @param log to be written
   */
  static Chromium start(String hosts, Path log) throws IOException, InterruptedException {
    Path program = installed();
    Path home = Files.createTempDirectory("chromium");
    Path profile = home.resolve("profile");
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--headless=new",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-features=OptimizationHints", // of Google, about pages and models
                "--no-first-run",
                "--lang=en",
                "--ignore-certificate-errors", // stand-ins have one of their own
                "--host-resolver-rules=" + hosts,
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile));
    if ("root".equals(System.getProperty("user.name"))) {
      command.add("--no-sandbox"); // which root cannot have
    }
    command.add("about:blank");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
    builder.environment().putAll(Map.of("HOME", home.toString(), "TMPDIR", home.toString()));
    Process process = builder.start();
    Path port = profile.resolve("DevToolsActivePort");
    for (int i = 0; i < STARTING_SECONDS * 20 && process.isAlive(); i++) {
      if (Files.exists(port)) {
        List<String> lines = Files.readAllLines(port);
        if (lines.size() == 2) {
          URI address = URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
          return new Chromium(process, home, DevTools.connect(address));
        }
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    process.destroyForcibly();
    FileSystemUtils.deleteRecursively(home);
    throw new IOException("Chromium did not start, see " + log);
  }

  private static Path installed() {
    String[] folders = System.getenv("PATH").split(File.pathSeparator, -1);
    return NAMES.stream()
        .flatMap(name -> Stream.of(folders).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "needs Chromium or Chrome: none of "
                        + String.join(", ", NAMES)
                        + " is on the PATH. On Debian: apt-get install chromium"));
  }

  /** A new tab of somebody who has never been here. */
  Tab open(int width, int height) throws IOException, InterruptedException {
    JsonNode context = devTools.call("", "Target.createBrowserContext", Map.of());
    String contextId = context.path("browserContextId").asText();
    JsonNode target =
        devTools.call(
            "", "Target.createTarget", Map.of("url", "about:blank", "browserContextId", contextId));
    JsonNode attached =
        devTools.call(
            "",
            "Target.attachToTarget",
            Map.of("targetId", target.path("targetId").asText(), "flatten", true));
    Tab tab = new Tab(devTools, attached.path("sessionId").asText(), contextId);
    tab.resize(width, height);
    return tab;
  }

  @Override
  public void close() throws IOException {
    devTools.close();
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      for (ProcessHandle child : children) {
        child.destroyForcibly();
        child.onExit().join(); // before its files are removed
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    FileSystemUtils.deleteRecursively(home);
  }
}
