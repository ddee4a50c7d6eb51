package dev.flowguard.agent.start;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.DataFormatException;

/**
 * The hidden entries of the agent's jar, held in memory as they are packed: a jar that is
 * overwritten, truncated or removed while the JVM runs changes nothing. Thread-safe.
 *
 * <p>The jar holds them in archives, one for each occasion, so that the JVM has few entries to look
 * at and a start reads no more than it needs. Read here, and not by {@code ZipFile}, which would
 * keep the file open and read each entry when it is needed.
 */
final class JarEntries {
  /** What every start loads, not packed: a list in the source tree says what that is. */
  private static final String START = "inst/start.zip";

  /** What else a JVM may need while it is guarded. */
  private static final String CORE = "inst/core.zip";

  /**
   * What is read from the file when it is first asked for: archive, and what its names begin with.
   */
  private static final String[][] ON_DEMAND = {
    {"inst/cli.zip", "picocli/", "dev/flowguard/agent/cli/"},
    {"inst/alerts.zip", "okhttp3/", "okio/", "kotlin/"}
  };

  /** Of the jar's end: more than its directory and the longest comment of an archive. */
  private static final int TAIL = 128 << 10;

  private final File jar;
  private final long length;
  private final long modified;
  private final Part start;
  private final Part core;
  private final Part[] onDemand = new Part[ON_DEMAND.length];

  /** An archive in memory. Its directory is read when an entry of it is first asked for. */
  private static final class Part {
    private final byte[] bytes;
    private volatile ZipEntries entries;

    Part(byte[] bytes) {
      this.bytes = bytes;
    }

    ZipEntries entries() {
      ZipEntries now = entries;
      if (now == null) {
        try {
          now = new ZipEntries(bytes, 0);
        } catch (IOException e) {
          throw new IllegalStateException("the agent's jar is damaged", e);
        }
        entries = now; // another thread's would be the same
      }
      return now;
    }

    /** Null if there is no such entry. */
    byte[] bytes(String name) {
      ZipEntries.Entry found = entries().get(name);
      if (found == null) {
        return null;
      }
      try {
        return found.unpack(bytes, found.local + ZipEntries.Entry.headerBytes(bytes, found.local));
      } catch (DataFormatException | IndexOutOfBoundsException e) {
        throw new IllegalStateException(name + " of the agent's jar is damaged", e);
      }
    }
  }

  /**
   * Reads what every guarded JVM needs.
   *
   * @throws IOException if the file cannot be read or is not an intact jar of the agent
   */
  JarEntries(File jar) throws IOException {
    this.jar = jar;
    this.length = jar.length();
    this.modified = jar.lastModified();
    try (RandomAccessFile file = new RandomAccessFile(jar, "r")) {
      ZipEntries parts = parts(file);
      this.start = part(file, parts, START);
      this.core = part(file, parts, CORE);
    }
  }

  private ZipEntries parts(RandomAccessFile file) throws IOException {
    int tail = (int) Math.min(length, TAIL);
    try {
      return new ZipEntries(read(file, length - tail, tail), (int) (length - tail));
    } catch (IOException e) {
      throw new IOException(jar + " is not an intact jar", e);
    }
  }

  private Part part(RandomAccessFile file, ZipEntries parts, String name) throws IOException {
    ZipEntries.Entry entry = parts.get(name);
    if (entry == null) {
      throw new IOException(jar + " is not a jar of the agent: it has no " + name);
    }
    try {
      byte[] header = read(file, entry.local, ZipEntries.LOCAL_BYTES);
      int from = entry.local + ZipEntries.Entry.headerBytes(header, 0);
      byte[] packed = read(file, from, entry.packed);
      // Stored, unless somebody packed the jar anew.
      return new Part(entry.isStored ? packed : entry.unpack(packed, 0));
    } catch (IOException | DataFormatException | IndexOutOfBoundsException e) {
      throw new IOException(jar + " is not an intact jar", e);
    }
  }

  private static byte[] read(RandomAccessFile file, long from, int count) throws IOException {
    if (count < 0 || from < 0 || from + count > file.length()) {
      throw new IOException("the file is too short");
    }
    byte[] bytes = new byte[count];
    file.seek(from);
    file.readFully(bytes);
    return bytes;
  }

  /** Names of the entries that are always in memory. */
  Set<String> names() {
    Set<String> names = new HashSet<>(start.entries().names());
    names.addAll(core.entries().names());
    return Collections.unmodifiableSet(names);
  }

  boolean has(String name) {
    Part part = partOf(name);
    return part != null && part.entries().get(name) != null;
  }

  /** The unpacked bytes, or null if there is no such entry. */
  byte[] bytes(String name) {
    byte[] bytes = start.bytes(name);
    if (bytes != null) {
      return bytes;
    }
    Part part = partOf(name);
    return part == null ? null : part.bytes(name);
  }

  /** Where an entry of this name is, if it is anywhere. */
  private Part partOf(String name) {
    if (start.entries().get(name) != null) {
      return start;
    }
    for (int i = 0; i < ON_DEMAND.length; i++) {
      for (int prefix = 1; prefix < ON_DEMAND[i].length; prefix++) {
        if (name.startsWith(ON_DEMAND[i][prefix])) {
          return onDemand(i, name);
        }
      }
    }
    return core;
  }

  private synchronized Part onDemand(int number, String name) {
    if (onDemand[number] != null) {
      return onDemand[number];
    }
    if (jar.length() != length || jar.lastModified() != modified) {
      return null; // of another version, or of none: what is in memory stays of one piece
    }
    try (RandomAccessFile file = new RandomAccessFile(jar, "r")) {
      onDemand[number] = part(file, parts(file), ON_DEMAND[number][0]);
    } catch (IOException e) {
      System.err.println("flowguard: " + name + " cannot be read from " + jar + ": " + e);
    }
    return onDemand[number];
  }
}
