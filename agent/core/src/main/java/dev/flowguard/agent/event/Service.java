package dev.flowguard.agent.event;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The service that this JVM runs, as records and alerts name it.
 *
 * @param name for people who have many services on one channel
 * @param host of the machine or container; never looked up in the network
 * @param environment as the operator names it; null where that is not set
 */
public record Service(String name, String host, long pid, @Nullable String environment) {
  private static final String UNKNOWN = "unknown";
  private static final int LONGEST = 100;
  private static final int MAX_HOST_BYTES = 256;
  private static final String JAR = ".jar";

  private static volatile @Nullable String declaredName;
  private static volatile @Nullable String declaredEnvironment;
  private static volatile @Nullable Service current;

  /**
   * What the operator has set.
   *
   * @param name null for one that is found
   */
  public static void declare(@Nullable String name, @Nullable String environment) {
    declaredName = name;
    declaredEnvironment = environment;
    current = null;
  }

  /** That of this JVM, found when it is first asked for. */
  public static Service current() {
    Service known = current;
    if (known == null) {
      String environment = declaredEnvironment;
      known =
          new Service(
              Inert.text(name(declaredName, System.getProperties(), System.getenv()), LONGEST),
              Inert.text(host(System.getenv()), LONGEST),
              ProcessHandle.current().pid(),
              environment == null ? null : Inert.text(environment, LONGEST));
      current = known;
    }
    return known;
  }

  /** The first that is set of: setting, Spring's name, OpenTelemetry's name, main jar or class. */
  static String name(
      @Nullable String setting, Properties properties, Map<String, String> environment) {
    String[] candidates = {
      setting,
      properties.getProperty("spring.application.name"),
      environment.get("SPRING_APPLICATION_NAME"),
      properties.getProperty("otel.service.name"),
      environment.get("OTEL_SERVICE_NAME"),
      ofResource(properties.getProperty("otel.resource.attributes")),
      ofResource(environment.get("OTEL_RESOURCE_ATTRIBUTES")),
      ofCommand(properties.getProperty("sun.java.command"))
    };
    for (String candidate : candidates) {
      if (candidate != null && !candidate.isBlank()) {
        return candidate.strip();
      }
    }
    return UNKNOWN;
  }

  /** From {@code key=value,…}, values percent-encoded (OpenTelemetry, Resource SDK). */
  private static @Nullable String ofResource(@Nullable String attributes) {
    if (attributes == null) {
      return null;
    }
    for (String attribute : attributes.split(",")) {
      int equals = attribute.indexOf('=');
      if (equals > 0 && attribute.substring(0, equals).strip().equals("service.name")) {
        String value = attribute.substring(equals + 1).strip();
        try {
          return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
          return value;
        }
      }
    }
    return null;
  }

  /** Name of the jar, or the main class; never an argument, which could be a secret. */
  private static @Nullable String ofCommand(@Nullable String command) {
    if (command == null) {
      return null;
    }
    int jar = command.indexOf(JAR);
    int end = jar + JAR.length();
    boolean isJar = jar > 0 && (end == command.length() || command.charAt(end) == ' ');
    int space = command.indexOf(' ');
    String first = space < 0 ? command : command.substring(0, space);
    // A jar's path may have spaces; a main class has neither, and no slash but that of a module.
    if (isJar && (first.endsWith(JAR) || first.indexOf('/') >= 0 || first.indexOf('\\') >= 0)) {
      String path = command.substring(0, jar);
      return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }
    return first.substring(first.indexOf('/') + 1);
  }

  private static String host(Map<String, String> environment) {
    for (String name : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
      String host = environment.get(name);
      if (host != null && !host.isBlank()) {
        return host.strip();
      }
    }
    try (InputStream in = new FileInputStream("/proc/sys/kernel/hostname")) {
      String host = new String(in.readNBytes(MAX_HOST_BYTES), StandardCharsets.UTF_8).strip();
      return host.isEmpty() ? UNKNOWN : host;
    } catch (IOException e) {
      return UNKNOWN;
    }
  }
}
