package dev.flowguard.agent.source;

import dev.flowguard.agent.status.Console;
import dev.flowguard.rules.policy.Source;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Files that hold protected content, such as a knowledge base: all of them are known as long as the
 * policy names them, and a file that changes is taken anew. For one thread.
 */
final class FileSource {
  static final int MAX_FILES = 1_000;
  static final int MAX_FILE_BYTES = 4 << 20;

  private final String category;
  private final Source.Files source;
  private final ProtectedContent content;
  private final Map<File, String> known = new HashMap<>();
  private final Set<File> leftOut = new HashSet<>();

  FileSource(String category, Source.Files source, ProtectedContent content) {
    this.category = category;
    this.source = source;
    this.content = content;
  }

  /** Takes what is new or changed, below the working folder. */
  void look() {
    List<File> files = FileGlob.find(source.text(), new File("").getAbsoluteFile(), MAX_FILES);
    for (int i = 0; i < files.size(); i++) {
      File file = files.get(i);
      String stamp = file.lastModified() + " " + file.length();
      if (stamp.equals(known.get(file))) {
        continue;
      }
      if (i >= MAX_FILES || file.length() > MAX_FILE_BYTES) {
        leaveOut(file, "at most " + MAX_FILES + " files of 4 MiB each are known");
      } else if (!take(file)) {
        continue; // tried again at the next look
      }
      known.put(file, stamp);
    }
  }

  private boolean take(File file) {
    try (InputStream in = new FileInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES);
      if (!content.pin(category, source.declared(), bytes, file.getPath())) {
        leaveOut(file, "the memory for long-lived content is full");
      }
      return true;
    } catch (IOException e) {
      leaveOut(file, "it cannot be read");
      return false;
    }
  }

  private void leaveOut(File file, String why) {
    if (leftOut.add(file)) {
      Console.print("flowguard: the file " + file + " of " + category + " is NOT KNOWN: " + why);
    }
  }

  /** Forgets all of it: the policy names it no more. */
  void forget() {
    for (File file : known.keySet()) {
      content.forget(file.getPath());
    }
  }

  /** How many files are known. */
  int size() {
    return known.size();
  }
}
