package dev.flowguard.agent.journal;

import java.io.IOException;

/**
 * Repairs files that a process left in the middle of a line: what is behind the last line break is
 * moved to a file of its own beside it, so that the whole lines can be read, and nothing is lost.
 */
final class TornTail {
  private static final int LONGEST_TAIL = 1 << 20;

  private TornTail() {}

  /** Repairs all journal files of a folder whose process is gone; nothing else is touched. */
  static void repair(OwnFolder folder) {
    for (String name : folder.names(JournalFile::isName)) {
      try {
        repair(folder, name);
      } catch (IOException e) {
        // Not a file of this user, or one that cannot be read: it is left as it is.
      }
    }
  }

  private static void repair(OwnFolder folder, String name) throws IOException {
    try (OwnFile journal = folder.open(name)) {
      long length = journal.length();
      if (length == 0 || !journal.lock()) {
        return; // its process writes to it
      }
      byte[] bytes = journal.read(Math.max(0, length - LONGEST_TAIL), LONGEST_TAIL);
      int lineEnd = bytes.length - 1;
      while (lineEnd >= 0 && bytes[lineEnd] != '\n') {
        lineEnd--;
      }
      if (lineEnd == bytes.length - 1) {
        return; // whole
      }
      byte[] tail = new byte[bytes.length - lineEnd];
      System.arraycopy(bytes, lineEnd + 1, tail, 0, tail.length - 1);
      tail[tail.length - 1] = '\n';
      try (OwnFile torn = folder.openOrCreate(name + ".torn")) {
        torn.write(tail, torn.length());
        torn.force();
      }
      journal.cut(length - tail.length + 1);
      journal.force();
    }
  }
}
