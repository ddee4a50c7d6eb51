package dev.flowguard.agent.alert;

import dev.flowguard.agent.journal.OwnFile;
import dev.flowguard.agent.journal.OwnFolder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The alerts of one process on disk, until they are delivered: numbered segments of lines, and a
 * cursor. The folder is locked as long as a process works on it; that of a process that is gone can
 * be taken over by any other one.
 *
 * <p>One thread adds, one thread reads. A segment is removed when the cursor has passed it, the
 * folder when all is delivered and it is closed. The cursor may lag behind after a crash: what it
 * has not passed is delivered again, with the same ids. Files of other names are never touched.
 */
final class Spool implements Closeable {
  /** Longer lines, in bytes, are not of this version: they are passed over. */
  private static final int LONGEST_LINE = 256 << 10;

  private static final long SEGMENT_BYTES = 1L << 20;
  private static final Pattern NAME = Pattern.compile("\\d{8}T\\d{9}Z-\\d+(-\\d+)?");
  private static final Pattern SEGMENT = Pattern.compile("\\d{6,9}\\.jsonl");
  private static final String CURSOR = "cursor";
  private static final String LOCK = "lock";
  private static final int MOST_OF_ONE_MILLISECOND = 100;
  private static final int MAX_CURSOR_BYTES = 100;

  /** A folder without a segment may be one that its process has made and not locked yet. */
  private static final long MAKING_MILLIS = 60_000;

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  /**
   * The folders of this process. They are not to be looked at: to close a file gives up all locks
   * that the process has on it.
   */
  private static final Set<String> HELD = ConcurrentHashMap.newKeySet();

  private final OwnFolder folder;
  private final OwnFile lockFile;

  // The adding side, guarded by this.
  private final NavigableSet<Integer> segments = new TreeSet<>();
  private @Nullable OwnFile open;
  private long written;
  private long safe;
  private long size;

  // The reading side.
  private int reading;
  private long offset;
  private @Nullable OwnFile reader;
  private byte[] buffer = new byte[0];
  private int at;

  /**
   * A place in the spool.
   *
   * @param segment number
   * @param offset in bytes
   */
  record Place(int segment, long offset) {}

  /**
   * A line and its place.
   *
   * @param line null if it is torn, or of another version
   * @param length in bytes, without the line break
   * @param end the place behind it
   */
  record Line(@Nullable AlertLine line, Place start, int length, Place end) {}

  private Spool(OwnFolder folder, OwnFile lockFile) {
    this.folder = folder;
    this.lockFile = lockFile;
  }

  /** A new one for this process. */
  static Spool create(OwnFolder root) throws IOException {
    String stamp = STAMP.format(Instant.now()) + "-" + ProcessHandle.current().pid();
    for (int i = 1; i <= MOST_OF_ONE_MILLISECOND; i++) {
      String name = i == 1 ? stamp : stamp + "-" + i;
      if (root.existingFolder(name) != null) {
        continue;
      }
      Spool spool = lock(root.folder(name));
      if (spool != null) {
        return spool;
      }
    }
    throw new IOException("cannot make a folder for alerts in " + root);
  }

  /** Names of spools that no thread of this process works on, oldest first. */
  static List<String> others(OwnFolder root) {
    List<String> names = root.names(name -> NAME.matcher(name).matches());
    names.removeIf(name -> HELD.contains(root + "/" + name));
    return names;
  }

  /**
   * One that a process that is gone has left: it is this process's from now on.
   *
   * @return null if another process has it, or may be making it
   * @throws IOException if it cannot be read
   */
  static @Nullable Spool adopt(OwnFolder root, String name) throws IOException {
    OwnFolder folder = root.existingFolder(name);
    if (folder == null) {
      throw new IOException(root + "/" + name + " is not a folder of this user alone");
    }
    boolean isEmpty = folder.names(each -> SEGMENT.matcher(each).matches()).isEmpty();
    // Its process locks a folder before it writes a segment.
    if (isEmpty && System.currentTimeMillis() - folder.lastModified() < MAKING_MILLIS) {
      return null;
    }
    Spool spool = lock(folder);
    if (spool != null) {
      try {
        spool.findPlace();
      } catch (IOException e) {
        spool.close();
        throw e;
      }
    }
    return spool;
  }

  /** Null if this process or another one has it. */
  private static @Nullable Spool lock(OwnFolder folder) throws IOException {
    if (!HELD.add(folder.toString())) {
      return null;
    }
    OwnFile file = null;
    Spool spool = null;
    try {
      file = folder.openOrCreate(LOCK);
      if (file.lock()) {
        spool = new Spool(folder, file);
      }
    } finally {
      if (spool == null) {
        if (file != null) {
          file.close();
        }
        HELD.remove(folder.toString());
      }
    }
    return spool;
  }

  private void findPlace() throws IOException {
    synchronized (this) {
      for (String name : folder.names(each -> SEGMENT.matcher(each).matches())) {
        segments.add(Integer.parseInt(name.substring(0, name.indexOf('.'))));
        size += folder.length(name);
      }
      if (!segments.isEmpty()) {
        reading = segments.first();
        written = folder.length(segment(segments.last()));
        safe = written;
      }
    }
    try {
      String cursor = folder.read(CURSOR, MAX_CURSOR_BYTES);
      String[] parts = cursor == null ? new String[0] : cursor.strip().split(" ");
      if (parts.length == 2 && Integer.parseInt(parts[0]) == reading) {
        offset = Math.max(0, Long.parseLong(parts[1]));
      }
    } catch (NumberFormatException e) {
      offset = 0; // the cursor is torn: from the beginning
    }
  }

  private static String segment(int number) {
    return String.format("%06d.jsonl", number);
  }

  /** Adds a line; it is safe once {@link #force} returns. After an error it is not there. */
  synchronized void add(String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    OwnFile file = open;
    if (file != null && written + bytes.length > SEGMENT_BYTES) {
      force();
      file.close();
      open = null;
      file = null;
    }
    if (file == null) {
      int next = segments.isEmpty() ? 0 : segments.last() + 1;
      file = folder.create(segment(next));
      open = file;
      segments.add(next);
      written = 0;
      safe = 0;
    }
    try {
      file.write(bytes, written);
    } catch (IOException e) {
      try {
        file.cut(written);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
    written += bytes.length;
    size += bytes.length;
  }

  /**
   * Has all that was added on disk when it returns.
   *
   * @throws IOException if it may not be there, also because others have removed or changed it
   */
  synchronized void force() throws IOException {
    OwnFile file = open;
    if (file != null && safe < written) {
      file.force();
      if (!file.isAsLeft(written)) {
        throw new IOException(file + " was removed or changed by another program");
      }
      safe = written;
    }
  }

  /** Bytes on disk. */
  synchronized long size() {
    return size;
  }

  /** Bytes of all spools below a folder. */
  static long sizeOf(OwnFolder root) {
    long bytes = 0;
    for (String name : root.names(each -> NAME.matcher(each).matches())) {
      OwnFolder folder = root.existingFolder(name);
      if (folder != null) {
        for (String segment : folder.names(each -> SEGMENT.matcher(each).matches())) {
          bytes += folder.length(segment);
        }
      }
    }
    return bytes;
  }

  /** The next line, or null if there is none now. A segment that is missing is passed over. */
  @Nullable Line next() throws IOException {
    while (true) {
      long end;
      Integer following;
      synchronized (this) {
        if (segments.isEmpty()) {
          return null;
        }
        following = segments.higher(reading);
        end = following == null ? safe : Long.MAX_VALUE;
      }
      Line line = offset < end ? line(end) : null;
      if (line != null) {
        return line;
      }
      if (following == null) {
        return null;
      }
      closeReader();
      reading = following;
      offset = 0;
    }
  }

  /** A line that ends before a place of the segment; null if there is none. */
  private @Nullable Line line(long end) throws IOException {
    int lineEnd = indexOfBreak();
    if (lineEnd < 0) {
      OwnFile file = reader;
      if (file == null) {
        file = folder.open(segment(reading));
        reader = file;
      }
      buffer = file.read(offset, (int) Math.min(LONGEST_LINE, end - offset));
      at = 0;
      lineEnd = indexOfBreak();
    }
    if (buffer.length == at) {
      return null;
    }
    boolean isWhole = lineEnd >= 0;
    int length = (isWhole ? lineEnd : buffer.length) - at;
    AlertLine read = isWhole ? parse(buffer, at, length) : null;
    Place start = new Place(reading, offset);
    int taken = length + (isWhole ? 1 : 0);
    offset += taken;
    at += taken;
    return new Line(read, start, length, new Place(reading, offset));
  }

  private int indexOfBreak() {
    for (int i = at; i < buffer.length; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static @Nullable AlertLine parse(byte[] bytes, int from, int length) {
    return AlertLine.read(new String(bytes, from, length, StandardCharsets.UTF_8));
  }

  /** Reads a line once more; null if it is not there any more. */
  @Nullable AlertLine read(Place place, int length) throws IOException {
    try (OwnFile file = folder.open(segment(place.segment()))) {
      byte[] bytes = file.read(place.offset(), length);
      return parse(bytes, 0, bytes.length);
    }
  }

  /** Everything before this place is delivered. */
  void delivered(Place place) throws IOException {
    folder.write(CURSOR, place.segment() + " " + place.offset());
    List<Integer> passed;
    synchronized (this) {
      passed = new ArrayList<>(segments.headSet(place.segment()));
    }
    for (int number : passed) {
      long bytes = folder.length(segment(number));
      folder.delete(segment(number));
      synchronized (this) {
        segments.remove(number);
        size -= bytes;
      }
    }
  }

  /**
   * Removes the folder: all is delivered. Nobody else has it before it is empty.
   *
   * @throws IOException if there is something else in it, which stays
   */
  void remove() throws IOException {
    closeFiles();
    for (String name : folder.names(each -> SEGMENT.matcher(each).matches())) {
      folder.delete(name);
    }
    for (String name : Arrays.asList(CURSOR, CURSOR + ".new")) {
      folder.delete(name);
    }
    List<String> others = folder.names(name -> !name.equals(LOCK));
    if (!others.isEmpty()) {
      throw new IOException(folder + " holds a file that is not of the spool: " + others.get(0));
    }
    close();
    folder.delete(LOCK);
    folder.remove();
  }

  private void closeFiles() throws IOException {
    synchronized (this) {
      if (open != null) {
        open.close();
        open = null;
      }
    }
    closeReader();
  }

  private void closeReader() throws IOException {
    buffer = new byte[0];
    at = 0;
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }

  @Override
  public void close() throws IOException {
    closeFiles();
    lockFile.close();
    HELD.remove(folder.toString());
  }

  /** The folder. */
  @Override
  public String toString() {
    return folder.toString();
  }
}
