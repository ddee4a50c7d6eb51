package dev.flowguard.agent.alert;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What programs in one folder have printed on standard error. */
final class StandardError {
  private static final String FILE = "stderr.log";

  private StandardError() {}

  /** Where they print to. */
  static File in(Path folder) {
    return folder.resolve(FILE).toFile();
  }

  /** What is in it; empty if none has started. */
  static String of(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
