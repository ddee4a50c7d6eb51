package dev.flowguard.agent.journal;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;

/**
 * Mends files that a process left in the middle of a line: what stands behind the last line break
 * is moved to a file of its own beside it, so that the whole lines can be read, and nothing is
 * lost.
 */
final class TornTail {
  private static final int LONGEST_TAIL = 1 << 20;

  private TornTail() {}

  /** Mends all files of a folder whose process is gone. */
  static void mend(File directory, String prefix, String suffix) throws IOException {
    File[] files =
        directory.listFiles((folder, name) -> name.startsWith(prefix) && name.endsWith(suffix));
    if (files == null) {
      return;
    }
    for (File file : files) {
      mend(file);
    }
  }

  private static void mend(File file) throws IOException {
    try (RandomAccessFile journal = new RandomAccessFile(file, "rw");
        FileLock lock = journal.getChannel().tryLock()) {
      long length = journal.length();
      if (lock == null || length == 0) {
        return; // its process is at it
      }
      int tail = (int) Math.min(length, LONGEST_TAIL);
      byte[] bytes = new byte[tail];
      journal.seek(length - tail);
      journal.readFully(bytes);
      int lineEnd = tail - 1;
      while (lineEnd >= 0 && bytes[lineEnd] != '\n') {
        lineEnd--;
      }
      if (lineEnd == tail - 1) {
        return; // whole
      }
      try (FileOutputStream torn = new FileOutputStream(file + ".torn", true)) {
        torn.write(bytes, lineEnd + 1, tail - lineEnd - 1);
        torn.write('\n');
        torn.getFD().sync();
      }
      journal.setLength(length - tail + lineEnd + 1);
      journal.getFD().sync();
    } catch (OverlappingFileLockException e) {
      // This process holds it.
    }
  }
}
