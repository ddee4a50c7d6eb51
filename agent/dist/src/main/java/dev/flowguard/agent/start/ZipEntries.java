package dev.flowguard.agent.start;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The entries of a ZIP archive of which at least the end is in memory. Immutable. See PKWARE's
 * APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16; ZIP64 and encryption are not supported.
 */
final class ZipEntries {
  /** Of a local header, without the name and the extra field that follow it. */
  static final int LOCAL_BYTES = 30;

  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int CENTRAL_BYTES = 46;
  private static final int STORED = 0;

  private Map<String, Entry> entries;

  /** Where one entry is, and how large. */
  static final class Entry {
    /** Position of the local header in the archive. */
    final int local;

    /** Bytes in the archive. */
    final int packed;

    final int size;
    final boolean isStored;

    Entry(int local, int packed, int size, boolean isStored) {
      this.local = local;
      this.packed = packed;
      this.size = size;
      this.isStored = isStored;
    }

    /**
     * Where its data begin.
     *
     * @param header holds the local header
     * @param at where the header is in these bytes
     */
    static int headerBytes(byte[] header, int at) {
      return LOCAL_BYTES + int16(header, at + 26) + int16(header, at + 28);
    }

    /** Unpacks the data that begin at this place. */
    byte[] unpack(byte[] bytes, int from) throws DataFormatException {
      if (isStored) {
        return Arrays.copyOfRange(bytes, from, from + size);
      }
      byte[] unpacked = new byte[size];
      Inflater inflater = new Inflater(true);
      try {
        inflater.setInput(bytes, from, packed);
        int at = 0;
        while (at < size) {
          int count = inflater.inflate(unpacked, at, size - at);
          if (count == 0) {
            throw new DataFormatException("the entry is incomplete");
          }
          at += count;
        }
      } finally {
        inflater.end();
      }
      return unpacked;
    }
  }

  /**
   * Reads the central directory.
   *
   * @param tail the end of the archive, with the whole directory
   * @param missing how many bytes of the archive are before the tail
   * @throws IOException if there is no intact directory in the tail
   */
  ZipEntries(byte[] tail, int missing) throws IOException {
    try {
      read(tail, missing);
    } catch (IndexOutOfBoundsException e) {
      throw new IOException("not an intact archive", e);
    }
  }

  private void read(byte[] tail, int missing) throws IOException {
    int end = tail.length - END_BYTES;
    while (end >= 0 && int32(tail, end) != END_SIGNATURE) {
      end--; // a comment may follow
    }
    if (end < 0) {
      throw new IOException("not a ZIP archive");
    }
    int count = int16(tail, end + 10);
    int at = int32(tail, end + 16) - missing;
    entries = new HashMap<>(2 * count); // one that grows costs each start
    for (int i = 0; i < count; i++) {
      if (int32(tail, at) != CENTRAL_SIGNATURE) {
        throw new IOException("not an intact archive");
      }
      int nameBytes = int16(tail, at + 28);
      String name = new String(tail, at + CENTRAL_BYTES, nameBytes, StandardCharsets.ISO_8859_1);
      entries.put(
          name,
          new Entry(
              int32(tail, at + 42),
              int32(tail, at + 20),
              int32(tail, at + 24),
              int16(tail, at + 10) == STORED));
      at += CENTRAL_BYTES + nameBytes + int16(tail, at + 30) + int16(tail, at + 32);
    }
  }

  Set<String> names() {
    return entries.keySet();
  }

  /** Null if there is none. */
  Entry get(String name) {
    return entries.get(name);
  }

  private static int int16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
  }

  private static int int32(byte[] bytes, int at) {
    return int16(bytes, at) | int16(bytes, at + 2) << 16;
  }
}
