package dev.flowguard.agent.source;

import dev.flowguard.agent.status.SourceStatus;
import dev.flowguard.rules.policy.Source;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files that hold protected content, such as a knowledge base: all of them are known as long as the
 * policy names them, and a file that changes is taken anew. For one thread.
 */
final class FileSource {
  static final int MAX_FILES = 1_000;
  static final int MAX_FILE_BYTES = 4 << 20;

  /** All files of one pattern together, so that one look ends. */
  static final long MAX_BYTES = 256L << 20;

  private final String category;
  private final Source.Files source;
  private final ProtectedContent content;

  /** By path: how the file looked when it was taken, or left out. */
  private final Map<File, String> known = new HashMap<>();

  private final Map<File, String> leftOut = new HashMap<>();

  FileSource(String category, Source.Files source, ProtectedContent content) {
    this.category = category;
    this.source = source;
    this.content = content;
  }

  /**
   * Takes what is new or changed, below the working folder.
   *
   * @return what was left out and why, one sentence without the names of files; null if nothing was
   */
  @Nullable String look() {
    FileGlob.Found found = FileGlob.find(source.text(), new File("").getAbsoluteFile(), MAX_FILES);
    long room = MAX_BYTES;
    int unreadable = 0;
    int beyond = 0;
    leftOut.keySet().retainAll(found.files());
    for (File file : found.files()) {
      long length = file.length();
      String stamp = file.lastModified() + " " + length;
      room -= Math.min(length, MAX_FILE_BYTES);
      if (stamp.equals(known.get(file))) {
        continue;
      }
      if (length > MAX_FILE_BYTES || room < 0) {
        beyond++;
        continue;
      }
      try {
        if (take(file)) {
          leftOut.remove(file);
        } else {
          leftOut.put(file, stamp);
        }
        known.put(file, stamp);
      } catch (IOException e) {
        unreadable++; // tried again at the next look
      }
    }
    return problem(found, beyond, unreadable, leftOut.size());
  }

  private boolean take(File file) throws IOException {
    // Looked at again: to open a FIFO waits for whoever writes to it.
    if (!file.isFile()) {
      throw new IOException("no longer a regular file");
    }
    try (InputStream in = new FileInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES);
      return content.pin(category, source.declared(), bytes, file.getPath());
    }
  }

  private @Nullable String problem(
      FileGlob.Found found, int beyond, int unreadable, int withoutRoom) {
    List<String> parts = new ArrayList<>();
    add(parts, found.special(), "not a regular file");
    add(parts, found.loops(), "a link to a folder that it is in");
    add(parts, unreadable, "unreadable");
    add(parts, beyond, "beyond 4 MiB a file or 256 MiB together");
    add(parts, withoutRoom, "without room in the memory for long-lived content");
    if (found.isCut()) {
      parts.add("there are more than 1000 files, 10000 folders or 12 levels");
    }
    return parts.isEmpty()
        ? null
        : "not all that the pattern "
            + source.text()
            + " of "
            + category
            + " names is known: "
            + String.join(", ", parts)
            + ". Remove these, or narrow the pattern";
  }

  private static void add(List<String> parts, int count, String what) {
    if (count > 0) {
      parts.add(what + ": " + count);
    }
  }

  /** How many files are known. */
  SourceStatus status() {
    SourceStatus.State state =
        size() == 0 ? SourceStatus.State.NOT_SEEN : SourceStatus.State.MATCHED;
    return new SourceStatus(source.declared(), category, state, size(), "", size(), "");
  }

  /** Forgets all of it: the policy names it no more. */
  void forget() {
    for (File file : known.keySet()) {
      content.forget(file.getPath());
    }
  }

  /** How many files are known. */
  int size() {
    return known.size() - leftOut.size();
  }
}
