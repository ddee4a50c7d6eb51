package dev.flowguard.agent.start;

import java.io.DataInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The hidden entries of the agent's jar, held in memory as they are packed: a jar that is
 * overwritten, truncated or removed while the JVM runs changes nothing. Thread-safe.
 *
 * <p>What only the command line needs, and what only alerts need, is read when the first entry of
 * it is asked for. Read here, and not by {@code ZipFile}, which would keep the file open and read
 * each entry when it is needed. See PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16.
 */
final class JarEntries {
  private static final String FOLDER = "inst/";

  /** Parts that are read on demand: the command line, and the sender of alerts. */
  private static final String[][] ON_DEMAND = {
    {"picocli/", "dev/flowguard/agent/cli/"}, {"okhttp3/", "okio/", "kotlin/"}
  };

  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL_BYTES = 30;
  private static final int STORED = 0;

  private final File jar;
  private final long length;
  private final long modified;
  private final Map<String, Packed> entries = new ConcurrentHashMap<>(2_048);
  private final boolean[] isRead = new boolean[ON_DEMAND.length];

  /** One entry as it is in the jar. */
  private static final class Packed {
    final byte[] bytes;
    final int size;
    final boolean isStored;

    Packed(byte[] bytes, int size, boolean isStored) {
      this.bytes = bytes;
      this.size = size;
      this.isStored = isStored;
    }
  }

  /**
   * Reads what every start needs.
   *
   * @throws IOException if the file cannot be read or is not an intact jar
   */
  JarEntries(File jar) throws IOException {
    this.jar = jar;
    this.length = jar.length();
    this.modified = jar.lastModified();
    read(-1);
  }

  /** Names of the entries in memory, without their folder. */
  Set<String> names() {
    return entries.keySet();
  }

  boolean has(String name) {
    return find(name) != null;
  }

  /** The unpacked bytes, or null if there is no such entry. */
  byte[] bytes(String name) {
    Packed found = find(name);
    if (found == null) {
      return null;
    }
    if (found.isStored) {
      return found.bytes.clone();
    }
    byte[] unpacked = new byte[found.size];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(found.bytes);
      int at = 0;
      while (at < unpacked.length) {
        int count = inflater.inflate(unpacked, at, unpacked.length - at);
        if (count == 0) {
          throw new IllegalStateException(name + " of the agent's jar is incomplete");
        }
        at += count;
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException(name + " of the agent's jar is damaged", e);
    } finally {
      inflater.end();
    }
    return unpacked;
  }

  private Packed find(String name) {
    Packed found = entries.get(name);
    if (found != null) {
      return found;
    }
    int part = part(name);
    return part < 0 || !read(name, part) ? null : entries.get(name);
  }

  /** Which of the parts that are read on demand an entry belongs to; -1 for none. */
  private static int part(String name) {
    for (int i = 0; i < ON_DEMAND.length; i++) {
      for (String prefix : ON_DEMAND[i]) {
        if (name.startsWith(prefix)) {
          return i;
        }
      }
    }
    return -1;
  }

  private synchronized boolean read(String name, int part) {
    if (isRead[part]) {
      return true; // perhaps by another thread, just now
    }
    if (jar.length() != length || jar.lastModified() != modified) {
      return false; // of another version, or of none: what is in memory stays of one piece
    }
    try {
      read(part);
      isRead[part] = true;
      return true;
    } catch (IOException e) {
      System.err.println("flowguard: " + name + " cannot be read from " + jar + ": " + e);
      return false;
    }
  }

  private void read(int part) throws IOException {
    byte[] file = new byte[(int) jar.length()];
    try (DataInputStream in = new DataInputStream(new FileInputStream(jar))) {
      in.readFully(file);
    }
    try {
      read(file, part);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException(jar + " is not an intact jar", e);
    }
  }

  private void read(byte[] file, int part) throws IOException {
    int end = file.length - END_BYTES;
    while (end >= 0 && int32(file, end) != END_SIGNATURE) {
      end--; // a comment may follow
    }
    if (end < 0) {
      throw new IOException(jar + " is not a jar");
    }
    int count = int16(file, end + 10);
    int at = int32(file, end + 16);
    for (int i = 0; i < count; i++) {
      if (int32(file, at) != CENTRAL_SIGNATURE) {
        throw new IOException(jar + " is damaged");
      }
      int nameBytes = int16(file, at + 28);
      if (startsWith(file, at + CENTRAL_BYTES, nameBytes)) {
        add(file, at, nameBytes, part);
      }
      at += CENTRAL_BYTES + nameBytes + int16(file, at + 30) + int16(file, at + 32);
    }
  }

  private static boolean startsWith(byte[] file, int at, int length) {
    if (length <= FOLDER.length()) {
      return false;
    }
    for (int i = 0; i < FOLDER.length(); i++) {
      if (file[at + i] != FOLDER.charAt(i)) {
        return false;
      }
    }
    return file[at + length - 1] != '/'; // not a folder
  }

  private void add(byte[] file, int central, int nameBytes, int part) {
    String name =
        new String(
            file,
            central + CENTRAL_BYTES + FOLDER.length(),
            nameBytes - FOLDER.length(),
            StandardCharsets.ISO_8859_1);
    if (part(name) != part) {
      return;
    }
    int local = int32(file, central + 42);
    int from = local + LOCAL_BYTES + int16(file, local + 26) + int16(file, local + 28);
    byte[] bytes = Arrays.copyOfRange(file, from, from + int32(file, central + 20));
    boolean isStored = int16(file, central + 10) == STORED;
    entries.put(name, new Packed(bytes, int32(file, central + 24), isStored));
  }

  private static int int16(byte[] file, int at) {
    return (file[at] & 0xff) | (file[at + 1] & 0xff) << 8;
  }

  private static int int32(byte[] file, int at) {
    return int16(file, at) | int16(file, at + 2) << 16;
  }
}
