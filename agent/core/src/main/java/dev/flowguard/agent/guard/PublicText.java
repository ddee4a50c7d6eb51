package dev.flowguard.agent.guard;

import dev.flowguard.agent.source.FileGlob;
import dev.flowguard.agent.status.Console;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Publishes the texts that a policy names under {@code public}, from below the working folder. */
final class PublicText {
  private static final int MAX_FILES = 1_000;
  private static final int MAX_FILE_BYTES = 1 << 20;

  private PublicText() {}

  static void publish(List<String> patterns, File folder, ProtectedContent content) {
    int left = MAX_FILES;
    for (String pattern : patterns) {
      for (File file : FileGlob.find(pattern, folder, left)) {
        if (--left < 0 || file.length() > MAX_FILE_BYTES) {
          Console.print(
              "flowguard: the public text "
                  + file
                  + " is left out: at most 1000 files of 1 MiB each");
        } else {
          publish(file, content);
        }
      }
    }
  }

  private static void publish(File file, ProtectedContent content) {
    try (InputStream in = new FileInputStream(file)) {
      content.publish(new String(in.readNBytes(MAX_FILE_BYTES), StandardCharsets.UTF_8));
    } catch (IOException e) {
      Console.print("flowguard: the public text " + file + " cannot be read");
    }
  }
}
