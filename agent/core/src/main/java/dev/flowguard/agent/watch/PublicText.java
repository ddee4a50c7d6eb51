package dev.flowguard.agent.watch;

import dev.flowguard.agent.source.FileGlob;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Publishes the texts and files that a policy names under {@code public}, from below the working
 * folder.
 */
final class PublicText {
  private static final String KEY = "public.files";
  private static final int MAX_FILES = 1_000;
  private static final int MAX_FILE_BYTES = 1 << 20;
  private static final int PATTERNS_NAMED = 5;

  private PublicText() {}

  static void publish(
      List<String> patterns, File folder, ProtectedContent content, Problems problems) {
    int room = MAX_FILES;
    StringBuilder partly = new StringBuilder();
    int named = 0;
    for (String pattern : patterns) {
      FileGlob.Found found = FileGlob.find(pattern, folder, room);
      boolean isWhole = found.special() == 0 && found.loops() == 0 && !found.isCut();
      for (File file : found.files()) {
        isWhole &= publish(file, content);
      }
      room -= found.files().size();
      if (!isWhole && named++ < PATTERNS_NAMED) {
        partly.append(named == 1 ? "" : ", ").append(pattern);
      }
    }
    if (named == 0) {
      problems.solved(KEY);
    } else {
      problems.report(
          KEY,
          "not all text under 'public' is known as published ("
              + partly
              + "): only regular files count, at most 1000 of 1 MiB each, 10000 folders and no"
              + " links to a folder that they are in. Narrow the pattern");
    }
  }

  private static boolean publish(File file, ProtectedContent content) {
    // Looked at again: to open a FIFO waits for whoever writes to it.
    if (file.length() > MAX_FILE_BYTES || !file.isFile()) {
      return false;
    }
    try (InputStream in = new FileInputStream(file)) {
      content.publish(in.readNBytes(MAX_FILE_BYTES));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
