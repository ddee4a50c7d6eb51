package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The first entries of a ZIP file, by their local headers (APPNOTE 4.3.7). For one file. */
final class ZipEntries {
  private static final int LOCAL_HEADER = 30;
  private static final int NAME_LENGTH = 26;
  private static final int ENTRIES_READ = 64;
  private static final int LONGEST_NAME = 256;

  private final byte[] bytes;
  private int at = -1;
  private int read;

  /**
   * @param bytes that begin with a local header
   */
  ZipEntries(byte[] bytes, Work work) {
    work.charge(bytes.length);
    this.bytes = bytes;
  }

  /** Goes to the next entry; false behind the last, or the 64th. */
  boolean next() {
    at = at < 0 ? 0 : header(at + 4);
    return at >= 0 && read++ < ENTRIES_READ;
  }

  private int header(int from) {
    for (int i = from; i + 4 <= bytes.length; i++) {
      if (bytes[i] == 'P' && bytes[i + 1] == 'K' && bytes[i + 2] == 3 && bytes[i + 3] == 4) {
        return i;
      }
    }
    return -1;
  }

  /** True if the name, and what is stored behind it, begins with these bytes. */
  boolean startsWith(byte[] start) {
    int name = at + LOCAL_HEADER;
    return name + start.length <= bytes.length
        && Arrays.equals(bytes, name, name + start.length, start, 0, start.length);
  }

  /** Its name, cut at 256 bytes. */
  String name() {
    int name = Math.min(bytes.length, at + LOCAL_HEADER);
    int length =
        at + LOCAL_HEADER > bytes.length
            ? 0
            : bytes[at + NAME_LENGTH] & 0xff | (bytes[at + NAME_LENGTH + 1] & 0xff) << 8;
    int end = Math.min(bytes.length, name + Math.min(length, LONGEST_NAME));
    return new String(bytes, name, end - name, StandardCharsets.ISO_8859_1);
  }
}
