package dev.flowguard.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The agents that are compared, as options of the JVM; exporters of others are switched off. */
final class Agents {
  static final String NONE = "none";
  static final String FLOWGUARD = "Flowguard";

  private static final Path OWN = Path.of("..", "dist", "target", "flowguard-agent.jar");
  private static final Path OTHERS = Path.of("target", "agents");

  private Agents() {}

  /** An agent that does nothing: the cost of having one at all. */
  public static final class Empty {
    private Empty() {}

    public static void premain(String argument, Instrumentation instrumentation) {}
  }

  /** By name, the one without an agent first. */
  static Map<String, List<String>> forStarts() throws IOException {
    Map<String, List<String>> all = new LinkedHashMap<>(own());
    all.put("OpenTelemetry", openTelemetry());
    all.put("Datadog", datadog());
    all.put(
        "Elastic",
        List.of(
            "-javaagent:" + jar("elastic-apm-agent"),
            "-Delastic.apm.disable_send=true",
            "-Delastic.apm.log_level=OFF",
            "-Delastic.apm.central_config=false",
            "-Delastic.apm.cloud_provider=NONE"));
    return all;
  }

  /** Those of them that the build makes itself. */
  static Map<String, List<String>> own() throws IOException {
    Map<String, List<String>> all = new LinkedHashMap<>();
    all.put(NONE, List.of());
    all.put("empty agent", List.of("-javaagent:" + empty()));
    all.put(FLOWGUARD, List.of("-javaagent:" + OWN.toRealPath()));
    all.put(
        "Flowguard, named policy",
        List.of("-javaagent:" + OWN.toRealPath() + "=policy=" + policy().toRealPath()));
    return all;
  }

  /** By name, the one without an agent first. */
  static Map<String, List<String>> forRequests() throws IOException {
    Map<String, List<String>> all = new LinkedHashMap<>();
    all.put(NONE, List.of());
    all.put(FLOWGUARD, List.of("-javaagent:" + OWN.toRealPath()));
    all.put("OpenTelemetry", openTelemetry());
    all.put("Datadog", datadog());
    return all;
  }

  private static List<String> openTelemetry() throws IOException {
    return List.of(
        "-javaagent:" + jar("opentelemetry-javaagent"),
        "-Dotel.traces.exporter=none",
        "-Dotel.metrics.exporter=none",
        "-Dotel.logs.exporter=none");
  }

  private static List<String> datadog() throws IOException {
    return List.of(
        "-javaagent:" + jar("dd-java-agent"),
        "-Ddd.writer.type=LoggingWriter",
        "-Ddatadog.slf4j.simpleLogger.defaultLogLevel=off",
        "-Ddd.instrumentation.telemetry.enabled=false",
        "-Ddd.remote_config.enabled=false",
        "-Ddd.jmxfetch.enabled=false",
        "-Ddd.trace.startup.logs=false",
        "-Ddd.profiling.enabled=false");
  }

  /** The built-in policy as a file that somebody named. */
  private static Path policy() {
    return Path.of(
        "..",
        "..",
        "rules",
        "src",
        "main",
        "resources",
        "dev",
        "flowguard",
        "rules",
        "mirage-studio.yaml");
  }

  private static Path jar(String artifact) throws IOException {
    try (var files = Files.list(OTHERS)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(artifact))
          .findFirst()
          .orElseThrow(() -> new IOException(artifact + " is not in " + OTHERS))
          .toRealPath();
    }
  }

  private static Path empty() throws IOException {
    Path jar = Path.of("target", "empty-agent.jar").toAbsolutePath();
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), Empty.class.getName());
    String entry = Empty.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        InputStream in = Agents.class.getResourceAsStream("/" + entry)) {
      out.putNextEntry(new JarEntry(entry));
      in.transferTo(out);
    }
    return jar;
  }
}
