package dev.flowguard.agent.event;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Name and version of this guard, as its build wrote them down. */
public final class Product {
  public static final String NAME = "flowguard";

  private static final String VERSION = readVersion();

  private Product() {}

  /** The version of the build. */
  public static String version() {
    return VERSION;
  }

  private static String readVersion() {
    try (InputStream in = Product.class.getResourceAsStream("version.txt")) {
      return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
