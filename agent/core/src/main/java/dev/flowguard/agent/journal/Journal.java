package dev.flowguard.agent.journal;

import dev.flowguard.agent.event.Alert;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The durable record: JSON Lines, one file for each process, each line with a CRC-32C of itself as
 * its last member.
 *
 * <p>One daemon thread writes. It takes all records that wait, writes them, and forces them to disk
 * with one call, so that a burst costs little more than one record. Thread-safe; an error of the
 * disk fails the future, is counted and said once, and never reaches the caller as an exception.
 */
public final class Journal {
  /** A file that is larger is followed by a new one, in bytes. */
  static final long ROTATE_AT = 64L << 20;

  /** Files of one process that are kept. */
  static final int KEPT_FILES = 8;

  private static final int MOST_WAITING = 10_000;
  private static final String PREFIX = "flowguard-";
  private static final String SUFFIX = ".jsonl";
  private static final long SHUTDOWN_MILLIS = 1_000;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private final File directory;
  private final Companion companion;
  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicLong lost = new AtomicLong();
  private final Deque<File> files = new ArrayDeque<>();

  private boolean complained;
  private boolean complainedOfCompanion;
  private @Nullable RandomAccessFile open;

  /**
   * A journal in a folder, which is made when the first record is written. Its thread is started
   * here: one that a request started would hold on to that request's class loaders for good.
   *
   * @param companion keeps alerts
   */
  public Journal(File directory, Companion companion) {
    this.directory = directory;
    this.companion = companion;
    Thread writer = new Thread(this::write, "flowguard-journal");
    writer.setDaemon(true);
    writer.setContextClassLoader(null);
    writer.start();
  }

  /**
   * What is kept beside the journal, by the journal's thread: when a record's future is done, it
   * stands there too.
   */
  public interface Companion {
    /** Takes what was appended; whether or not its record could be written. */
    void take(Alert alert);

    /** Has all that was taken on disk when it returns. Never throws for a fault of the disk. */
    void force();
  }

  private record Waiting(
      String line, @Nullable Alert alert, Runnable after, CompletableFuture<Void> safe) {}

  /**
   * Appends a record.
   *
   * @param json one JSON object on one line
   * @param alert what is to be told of it, or null
   * @param after runs on the journal's thread once the record is safe or lost
   * @return completed when the record, and its alert, are on disk, failed when the record cannot
   *     be; never by the caller's thread
   */
  public CompletableFuture<Void> append(String json, @Nullable Alert alert, Runnable after) {
    CompletableFuture<Void> safe = new CompletableFuture<>();
    if (!queue.offer(new Waiting(SealedLine.seal(json), alert, after, safe))) {
      lost.incrementAndGet();
      safe.completeExceptionally(
          new IOException("the journal is behind by " + MOST_WAITING + " records"));
    }
    return safe;
  }

  /** Records that could not be written. */
  public long lost() {
    return lost.get();
  }

  public File directory() {
    return directory;
  }

  /** Gives records that nobody waits for a moment to be written before the JVM ends. */
  public void end() {
    CompletableFuture<Void> last = new CompletableFuture<>();
    if (queue.offer(new Waiting("", null, () -> {}, last))) {
      try {
        last.get(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
      } catch (Exception e) {
        lost.addAndGet(queue.size());
      }
    }
  }

  private void write() {
    List<Waiting> batch = new ArrayList<>();
    while (true) {
      batch.clear();
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        continue; // nobody has a reason to interrupt this thread
      }
      queue.drainTo(batch);
      IOException failure = null;
      try {
        writeAll(batch);
      } catch (Throwable e) {
        // Also when memory is short: without this thread nothing would be recorded any more.
        failure = e instanceof IOException io ? io : new IOException(e);
        complain(failure, batch.size());
      }
      try {
        alert(batch);
      } catch (Throwable e) {
        complainOfCompanion(e);
      }
      for (Waiting waiting : batch) {
        if (failure == null) {
          waiting.safe.complete(null);
        } else {
          waiting.safe.completeExceptionally(failure);
        }
      }
      for (Waiting waiting : batch) {
        try {
          waiting.after.run();
        } catch (Throwable e) {
          lost.incrementAndGet(); // the record is safe; its line in the log is not
        }
      }
    }
  }

  private void alert(List<Waiting> batch) {
    boolean any = false;
    for (Waiting waiting : batch) {
      if (waiting.alert != null) {
        companion.take(waiting.alert);
        any = true;
      }
    }
    if (any) {
      companion.force();
    }
  }

  private void writeAll(List<Waiting> batch) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Waiting waiting : batch) {
      if (!waiting.line.isEmpty()) {
        lines.append(waiting.line).append('\n');
      }
    }
    if (lines.length() == 0) {
      return;
    }
    RandomAccessFile file = open;
    if (file == null || file.length() >= ROTATE_AT) {
      file = openNext();
    }
    long before = file.length();
    try {
      file.seek(before);
      file.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      file.getFD().sync();
    } catch (IOException e) {
      file.setLength(before); // half a batch must not stand before the next one
      throw e;
    }
  }

  private RandomAccessFile openNext() throws IOException {
    if (!directory.isDirectory() && !directory.mkdirs()) {
      throw new IOException("cannot make the folder " + directory);
    }
    RandomAccessFile last = open;
    if (last == null) {
      TornTail.mend(directory, PREFIX, SUFFIX);
    } else {
      last.close();
    }
    File file =
        new File(
            directory,
            PREFIX + STAMP.format(Instant.now()) + "-" + ProcessHandle.current().pid() + SUFFIX);
    RandomAccessFile next = new RandomAccessFile(file, "rw");
    try {
      // Held until the process ends, so that no other one takes the file for abandoned.
      if (next.getChannel().tryLock() == null) {
        throw new IOException("another process holds it");
      }
    } catch (IOException | OverlappingFileLockException e) {
      next.close();
      throw new IOException("cannot lock " + file, e);
    }
    open = next;
    files.addLast(file);
    while (files.size() > KEPT_FILES) {
      File oldest = files.removeFirst();
      if (!oldest.delete()) {
        System.err.println("flowguard: cannot remove the old journal file " + oldest);
      }
    }
    return next;
  }

  private void complainOfCompanion(Throwable e) {
    if (!complainedOfCompanion) {
      complainedOfCompanion = true;
      System.err.println(
          "flowguard: alerts were lost to " + e.getClass().getName() + "; the journal has them");
    }
  }

  private void complain(IOException failure, int records) {
    lost.addAndGet(records);
    if (!complained) {
      complained = true;
      System.err.println(
          "flowguard: the journal in "
              + directory.getAbsolutePath()
              + " cannot be written ("
              + failure.getMessage()
              + "). Violations are blocked all the same, but not recorded: make the folder writable"
              + " or set journal.dir.");
    }
  }
}
