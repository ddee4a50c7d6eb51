package dev.flowguard.agent.guard;

import dev.flowguard.rules.policy.PathPattern;
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
  private static final int MAX_DEPTH = 12;

  private final List<PathPattern> patterns;
  private final ProtectedContent content;
  private int files;

  private PublicText(List<PathPattern> patterns, ProtectedContent content) {
    this.patterns = patterns;
    this.content = content;
  }

  /** Publishes them and says how many files there were. */
  static int publish(List<String> patterns, File folder, ProtectedContent content) {
    PublicText texts =
        new PublicText(patterns.stream().map(p -> new PathPattern("/" + p)).toList(), content);
    for (String pattern : patterns) {
      // Only the folders that a pattern can mean are walked.
      int star = pattern.indexOf('*');
      String fixed = star < 0 ? pattern : pattern.substring(0, star);
      int slash = fixed.lastIndexOf('/');
      String start = slash < 0 ? "" : fixed.substring(0, slash);
      texts.walk(new File(folder, start), start.isEmpty() ? "" : "/" + start, 0);
    }
    return texts.files;
  }

  private void walk(File at, String path, int depth) {
    File[] children = depth > MAX_DEPTH ? null : at.listFiles();
    if (children == null) {
      return;
    }
    for (File child : children) {
      String childPath = path + "/" + child.getName();
      if (child.isDirectory()) {
        walk(child, childPath, depth + 1);
      } else if (patterns.stream().anyMatch(pattern -> pattern.matches(childPath))) {
        publish(child);
      }
    }
  }

  private void publish(File file) {
    if (++files > MAX_FILES || file.length() > MAX_FILE_BYTES) {
      System.err.println(
          "flowguard: the public text " + file + " is left out: at most 1000 files of 1 MiB each");
      return;
    }
    try (InputStream in = new FileInputStream(file)) {
      content.publish(new String(in.readNBytes(MAX_FILE_BYTES), StandardCharsets.UTF_8));
    } catch (IOException e) {
      System.err.println("flowguard: the public text " + file + " cannot be read");
    }
  }
}
