package dev.flowguard.agent.alert;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The alerts of one process on disk, until they are delivered: numbered segments of lines, and a
 * cursor. The folder is locked as long as a process works on it; that of a process that is gone can
 * be taken over by any other one.
 *
 * <p>One thread adds, one thread reads. A segment is removed when the cursor has passed it, the
 * folder when all is delivered and it is closed. The cursor may lag behind after a crash: what it
 * has not passed is delivered again, with the same ids.
 */
final class Spool implements Closeable {
  private static final long SEGMENT_BYTES = 1L << 20;
  private static final String SUFFIX = ".jsonl";
  private static final String CURSOR = "cursor";
  private static final String LOCK = "lock";

  /** A folder without a segment may be one that its process has made and not locked yet. */
  private static final long MAKING_MILLIS = 60_000;

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  /**
   * The folders of this process. They are not to be looked at: to close a file gives up all locks
   * that the process has on it.
   */
  private static final Set<File> HELD = ConcurrentHashMap.newKeySet();

  private final File folder;
  private final RandomAccessFile lockFile;

  // The adding side, guarded by this.
  private @Nullable FileOutputStream open;
  private int writing;
  private long written;
  private long size;
  private boolean isWritten;

  // The reading side.
  private int reading;
  private long offset;
  private @Nullable BufferedReader reader;

  /**
   * A place in the spool: everything before it was read.
   *
   * @param segment number
   * @param offset in bytes
   */
  record Place(int segment, long offset) {}

  private Spool(File folder, RandomAccessFile lockFile) {
    this.folder = folder;
    this.lockFile = lockFile;
  }

  /** A new one for this process, below a folder that is made if need be. */
  static Spool create(File root) throws IOException {
    String stamp = STAMP.format(Instant.now()) + "-" + ProcessHandle.current().pid();
    File folder = new File(root, stamp);
    for (int i = 2; folder.exists(); i++) {
      folder = new File(root, stamp + "-" + i);
    }
    if (!folder.mkdirs()) {
      throw new IOException("cannot make the folder " + folder);
    }
    Spool spool = lock(folder);
    if (spool == null) {
      throw new IOException("cannot lock " + folder);
    }
    return spool;
  }

  /** Those of processes that are gone, oldest first; each is this process's from now on. */
  static List<Spool> abandoned(File root) {
    List<Spool> spools = new ArrayList<>();
    File[] folders = root.listFiles(File::isDirectory);
    if (folders != null) {
      Arrays.sort(folders);
      for (File folder : folders) {
        if (isInTheMaking(folder)) {
          continue;
        }
        try {
          Spool spool = lock(folder);
          if (spool != null) {
            spool.findPlace();
            spools.add(spool);
          }
        } catch (IOException e) {
          // It stays for a process that can read it; the own alerts go out meanwhile.
        }
      }
    }
    return spools;
  }

  /** Its process locks a folder before it writes a segment. */
  private static boolean isInTheMaking(File folder) {
    return segments(folder).length == 0
        && System.currentTimeMillis() - folder.lastModified() < MAKING_MILLIS;
  }

  private static File[] segments(File folder) {
    File[] files = folder.listFiles((at, name) -> name.endsWith(SUFFIX));
    return files == null ? new File[0] : files;
  }

  /** Null if this process or another one has it. */
  private static @Nullable Spool lock(File folder) throws IOException {
    if (!HELD.add(folder)) {
      return null;
    }
    RandomAccessFile file = null;
    Spool spool = null;
    try {
      file = new RandomAccessFile(new File(folder, LOCK), "rw");
      if (file.getChannel().tryLock() != null) {
        spool = new Spool(folder, file);
      }
    } finally {
      if (spool == null) {
        if (file != null) {
          file.close();
        }
        HELD.remove(folder);
      }
    }
    return spool;
  }

  private void findPlace() {
    int first = Integer.MAX_VALUE;
    int last = -1;
    long bytes = 0;
    for (File file : segments(folder)) {
      String name = file.getName();
      try {
        int number = Integer.parseInt(name.substring(0, name.length() - SUFFIX.length()));
        first = Math.min(first, number);
        last = Math.max(last, number);
        bytes += file.length();
      } catch (NumberFormatException e) {
        // Not ours.
      }
    }
    reading = last < 0 ? 0 : first;
    try (BufferedReader cursor =
        new BufferedReader(
            new InputStreamReader(
                new FileInputStream(new File(folder, CURSOR)), StandardCharsets.UTF_8))) {
      String line = cursor.readLine();
      String[] parts = line == null ? new String[0] : line.split(" ");
      if (parts.length == 2 && Integer.parseInt(parts[0]) == reading) {
        offset = Long.parseLong(parts[1]);
      }
    } catch (IOException | NumberFormatException e) {
      offset = 0; // nothing was delivered yet, or the cursor is torn: from the beginning
    }
    synchronized (this) {
      writing = Math.max(last, 0);
      written = segment(writing).length();
      size = bytes;
      isWritten = true;
    }
  }

  private File segment(int number) {
    return new File(folder, String.format("%06d%s", number, SUFFIX));
  }

  /** Adds a line; it is safe once {@link #force} returns. */
  synchronized void add(String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    if (open != null && written + bytes.length > SEGMENT_BYTES) {
      open.getFD().sync();
      open.close();
      open = null;
      writing++;
      written = 0;
    }
    if (open == null) {
      open = new FileOutputStream(segment(writing), true);
    }
    open.write(bytes);
    written += bytes.length;
    size += bytes.length;
  }

  synchronized void force() throws IOException {
    if (open != null) {
      open.getFD().sync();
      isWritten = true;
    }
  }

  /** Bytes on disk. */
  synchronized long size() {
    return size;
  }

  /** Bytes of all spools below a folder. */
  static long sizeOf(File root) {
    long bytes = 0;
    File[] folders = root.listFiles(File::isDirectory);
    for (File folder : folders == null ? new File[0] : folders) {
      for (File file : segments(folder)) {
        bytes += file.length();
      }
    }
    return bytes;
  }

  /** The next line, or null if there is none now. What is torn or not ours is null inside. */
  @Nullable Line next() throws IOException {
    while (true) {
      int last;
      long end;
      synchronized (this) {
        if (!isWritten) {
          return null;
        }
        last = writing;
        end = written;
      }
      if (reading == last && offset >= end) {
        return null;
      }
      if (reader == null) {
        FileInputStream in = new FileInputStream(segment(reading));
        in.skipNBytes(offset);
        reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      }
      String line = reader.readLine();
      if (line != null) {
        offset += line.getBytes(StandardCharsets.UTF_8).length + 1L;
        return new Line(AlertLine.read(line), new Place(reading, offset));
      }
      reader.close();
      reader = null;
      if (reading == last) {
        return null;
      }
      reading++;
      offset = 0;
    }
  }

  /**
   * A line and the place behind it.
   *
   * @param line null if it is torn
   */
  record Line(@Nullable AlertLine line, Place place) {}

  /** Everything before this place is delivered. */
  void delivered(Place place) throws IOException {
    File next = new File(folder, CURSOR + ".new");
    try (FileOutputStream out = new FileOutputStream(next)) {
      out.write((place.segment() + " " + place.offset()).getBytes(StandardCharsets.UTF_8));
    }
    if (!next.renameTo(new File(folder, CURSOR))) {
      throw new IOException("cannot move the cursor in " + folder);
    }
    for (int number = place.segment() - 1; number >= 0; number--) {
      File old = segment(number);
      long bytes = old.length();
      if (!old.delete()) {
        break;
      }
      synchronized (this) {
        size -= bytes;
      }
    }
  }

  /** Removes the folder: all is delivered. Nobody else has it before it is empty. */
  void remove() throws IOException {
    closeFiles();
    File lock = new File(folder, LOCK);
    File[] files = folder.listFiles();
    for (File file : files == null ? new File[0] : files) {
      if (!file.equals(lock) && !file.delete()) {
        throw new IOException("cannot remove " + file);
      }
    }
    close();
    if (!lock.delete()) {
      throw new IOException("cannot remove " + lock);
    }
    if (!folder.delete()) {
      throw new IOException("cannot remove " + folder);
    }
  }

  private void closeFiles() throws IOException {
    synchronized (this) {
      if (open != null) {
        open.close();
        open = null;
      }
    }
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }

  @Override
  public void close() throws IOException {
    closeFiles();
    lockFile.close();
    HELD.remove(folder);
  }
}
