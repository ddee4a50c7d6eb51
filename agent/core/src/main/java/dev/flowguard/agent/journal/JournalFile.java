package dev.flowguard.agent.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * The file that this process writes its records to: {@code flowguard-<start in UTC>-<pid>.jsonl},
 * locked until the process ends, so that no other one takes it for abandoned. For one thread.
 */
final class JournalFile implements Closeable {
  private static final Pattern NAME =
      Pattern.compile("flowguard-\\d{8}T\\d{9}Z-\\d+(-\\d+)?\\.jsonl");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int MOST_OF_ONE_MILLISECOND = 100;

  private final OwnFolder folder;
  private final String name;
  private final OwnFile file;
  private long length;
  private long records;

  private JournalFile(OwnFolder folder, String name, OwnFile file) {
    this.folder = folder;
    this.name = name;
    this.file = file;
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static JournalFile create(OwnFolder folder) throws IOException {
    String start = "flowguard-" + STAMP.format(Instant.now()) + "-" + ProcessHandle.current().pid();
    for (int i = 1; i <= MOST_OF_ONE_MILLISECOND; i++) {
      String name = start + (i == 1 ? "" : "-" + i) + ".jsonl";
      OwnFile file;
      try {
        file = folder.create(name);
      } catch (FileAlreadyExistsException e) {
        continue;
      }
      if (!file.lock()) {
        file.close();
        throw new IOException("cannot lock " + file);
      }
      return new JournalFile(folder, name, file);
    }
    throw new IOException("too many files " + start + " in " + folder);
  }

  /** Appends lines, and returns when they are on disk. After an error none of them is there. */
  void append(String lines, int count) throws IOException {
    byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
    try {
      file.write(bytes, length);
      file.force();
    } catch (IOException e) {
      try {
        file.cut(length); // half a batch must not be there before the next one
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
    length += bytes.length;
    records += count;
  }

  /** False once an interrupt of its thread has closed it. */
  boolean isOpen() {
    return file.isOpen();
  }

  /** True if nobody else has removed, replaced or changed it since the last append. */
  boolean isAsLeft() {
    return file.isAsLeft(length);
  }

  /** In bytes. */
  long length() {
    return length;
  }

  /** How many records were appended to it. */
  long records() {
    return records;
  }

  /** Removes it. */
  void delete() throws IOException {
    folder.delete(name);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
