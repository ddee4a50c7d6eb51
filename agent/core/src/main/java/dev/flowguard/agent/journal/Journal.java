package dev.flowguard.agent.journal;

import dev.flowguard.agent.event.Alert;
import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.event.OcsfJson;
import dev.flowguard.agent.outlet.Outlets;
import dev.flowguard.agent.status.Console;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.thread.GuardThread;
import java.io.File;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
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
 * with one call, so that a burst costs little more than one record. A file or folder that somebody
 * else removes, replaces or changes is noticed with the next batch, which goes to a new one.
 *
 * <p>Thread-safe. An error of the disk fails the future and never reaches the caller as an
 * exception; it is a problem until a record can be written again, and what was lost is counted.
 */
public final class Journal {
  /** A file that is larger is followed by a new one, in bytes. */
  static final long ROTATE_AT = 64L << 20;

  /** Files of one process that are kept. */
  static final int KEPT_FILES = 8;

  /** Attempts to write records for which there is no memory, with others that come meanwhile. */
  private static final int MOST_ATTEMPTS = 5;

  private static final long BETWEEN_MILLIS = 50;
  private static final int MOST_WAITING = 10_000;
  private static final long SHUTDOWN_MILLIS = 3_000;
  private static final String UNWRITABLE = "journal.unwritable";
  private static final String BEHIND = "journal.behind";
  private static final String CHANGED = "journal.changed";

  private final File directory;
  private final Outlets outlets;
  private final Problems problems;
  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicLong lost = new AtomicLong();
  private volatile @Nullable File used;
  private volatile boolean isFailing;
  private volatile long lostBefore;

  // Of the writing thread.
  private final Deque<JournalFile> files = new ArrayDeque<>();

  /** Of what the journal records of itself. */
  private final List<Alert> ownAlerts = new ArrayList<>();

  /** To write what is being written. */
  private int attempts;

  private @Nullable OwnFolder folder;
  private @Nullable JournalFile open;

  /**
   * A journal in a folder, which is made when the first record is written. Its thread is started
   * here: one that a request started would hold on to that request's class loaders for good.
   *
   * @param outlets get the alerts, by the journal's thread before a record's future is done
   */
  public Journal(File directory, Outlets outlets, Problems problems) {
    this.directory = directory;
    this.outlets = outlets;
    this.problems = problems;
    new GuardThread("flowguard-journal") {
      @Override
      public void run() {
        write();
      }
    }.start();
  }

  private record Waiting(String line, @Nullable Alert alert, CompletableFuture<Void> safe) {}

  /**
   * Appends a record.
   *
   * @param json one JSON object on one line
   * @param alert what goes to outlets, or null
   * @return completed when the record, and its alert, are on disk, failed when the record cannot
   *     be; never by the caller's thread
   */
  public CompletableFuture<Void> append(String json, @Nullable Alert alert) {
    CompletableFuture<Void> safe = new CompletableFuture<>();
    if (!queue.offer(new Waiting(SealedLine.seal(json), alert, safe))) {
      lost.incrementAndGet();
      problems.report(
          BEHIND,
          "The journal in "
              + directory.getAbsolutePath()
              + " is behind by "
              + MOST_WAITING
              + " records, so more are lost. Look at the disk: it does not answer, or too slowly.");
      safe.completeExceptionally(
          new IOException("the journal is behind by " + MOST_WAITING + " records"));
    }
    return safe;
  }

  /** Records that could not be written. */
  public long lost() {
    return lost.get();
  }

  /** Those of them since the last one that could; 0 if records can be written now. */
  public long lostSinceWritten() {
    return isFailing ? lost.get() - lostBefore : 0;
  }

  /** The folder that was named, which may have another one of this user's below it. */
  public File directory() {
    return directory;
  }

  /** The folder that records are written to, or the one that was named as long as there is none. */
  public File folder() {
    File now = used;
    return now == null ? directory : now;
  }

  /** Gives records that nobody waits for a moment to be written before the JVM ends. */
  public void end() {
    CompletableFuture<Void> last = new CompletableFuture<>();
    if (queue.offer(new Waiting("", null, last))) {
      try {
        last.get(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
      } catch (Exception e) {
        lost.addAndGet(queue.size());
      }
    }
  }

  private void write() {
    // With room for all, so that none is lost between the queue and here for lack of memory.
    List<Waiting> batch = new ArrayList<>(MOST_WAITING + MOST_ATTEMPTS);
    while (true) {
      try {
        writeOnce(batch);
      } catch (Throwable e) {
        // Without this thread nothing would be recorded any more: it goes on, whatever failed, and
        // whoever waits for this batch stops waiting after a second.
      }
    }
  }

  private void writeOnce(List<Waiting> batch) {
    try {
      if (!isOver(batch)) {
        return; // tried again, along with what comes meanwhile
      }
    } catch (Throwable e) {
      for (Waiting waiting : batch) {
        waiting.safe.completeExceptionally(e);
      }
    }
    attempts = 0;
    batch.clear();
  }

  /** Adds what waits to a batch and writes it; false if there was no memory for that. */
  private boolean isOver(List<Waiting> batch) {
    try {
      Waiting next =
          batch.isEmpty() ? queue.take() : queue.poll(BETWEEN_MILLIS, TimeUnit.MILLISECONDS);
      if (next != null) {
        batch.add(next);
      }
    } catch (InterruptedException e) {
      return false; // nobody has a reason to interrupt this thread
    }
    queue.drainTo(batch, MOST_WAITING - batch.size());
    IOException failure = null;
    try {
      writeUninterrupted(batch);
    } catch (Throwable e) {
      if (e instanceof OutOfMemoryError && ++attempts < MOST_ATTEMPTS) {
        ownAlerts.clear(); // each try makes its own
        return false;
      }
      failure = e instanceof IOException io ? io : new IOException(e);
      failed(failure, batch.size());
    }
    try {
      alert(batch);
    } catch (Throwable e) {
      problems.report(
          "outlet.fault",
          "Alerts were lost to an internal error ("
              + e.getClass().getName()
              + "); the journal has their records. Please report this.");
    }
    for (Waiting waiting : batch) {
      if (failure == null) {
        waiting.safe.complete(null);
      } else {
        waiting.safe.completeExceptionally(failure);
      }
    }
    return true;
  }

  private void writeUninterrupted(List<Waiting> batch) throws IOException {
    try {
      writeAll(batch);
    } catch (ClosedByInterruptException e) {
      Thread.interrupted(); // nobody has a reason to, and the record is not to be lost for it
      ownAlerts.clear(); // each try makes its own
      writeAll(batch);
    }
  }

  private void alert(List<Waiting> batch) {
    List<Alert> alerts = new ArrayList<>(ownAlerts);
    ownAlerts.clear();
    for (Waiting waiting : batch) {
      if (waiting.alert != null) {
        alerts.add(waiting.alert);
      }
    }
    if (!alerts.isEmpty()) {
      outlets.accept(alerts);
    }
  }

  private void writeAll(List<Waiting> batch) throws IOException {
    StringBuilder lines = new StringBuilder();
    int count = 0;
    for (Waiting waiting : batch) {
      if (!waiting.line.isEmpty()) {
        lines.append(waiting.line).append('\n');
        count++;
      }
    }
    if (count == 0) {
      return;
    }
    JournalFile file = open;
    if (file == null || !file.isOpen()) {
      file = openNext();
    } else if (!file.isAsLeft()) {
      lines.append(changed(file));
      file = openNext();
    } else {
      problems.solved(CHANGED);
      if (file.length() >= ROTATE_AT) {
        file = openNext();
      }
    }
    if (isFailing) {
      lines.append(recovered());
    }
    file.append(lines.toString(), count);
    if (!file.isAsLeft()) {
      // Removed while it was being written: what it holds may be gone, so it is written again.
      lines.append(changed(file));
      file = openNext();
      file.append(lines.toString(), count);
    }
    succeeded();
  }

  private JournalFile openNext() throws IOException {
    JournalFile last = open;
    if (last != null) {
      open = null;
      last.close();
    }
    OwnFolder in = folder;
    if (in == null || !in.isThere()) {
      folder = null;
      in = OwnFolder.open(directory);
      TornTail.repair(in);
      folder = in;
      used = in.file();
    }
    JournalFile next = JournalFile.create(in);
    open = next;
    files.addLast(next);
    while (files.size() > KEPT_FILES) {
      JournalFile oldest = files.removeFirst();
      try {
        oldest.delete();
      } catch (IOException e) {
        Console.print("flowguard: cannot remove the old journal file " + oldest);
      }
    }
    return next;
  }

  /** The record of it, as a line. */
  private String changed(JournalFile file) {
    files.remove(file); // it is not this journal's any more
    problems.report(
        CHANGED,
        "The journal file "
            + file
            + " was removed, replaced or changed by another program while it was in use. Records"
            + " go to a new file. Leave the files of a running JVM to it: it rotates them itself.");
    return line(
        AuditKind.JOURNAL_CHANGED,
        Map.of("file", file.toString(), "records in it", Long.toString(file.records())));
  }

  private String recovered() {
    return line(AuditKind.RECORDS_LOST, Map.of("count", Long.toString(lost.get() - lostBefore)));
  }

  private String line(AuditKind kind, Map<String, String> details) {
    Audit audit = Audit.now(kind, details);
    String json = OcsfJson.of(audit);
    Alert alert = Alert.of(audit, json);
    if (alert != null) {
      ownAlerts.add(alert);
    }
    return SealedLine.seal(json) + "\n";
  }

  private void failed(IOException failure, int records) {
    long before = lost.getAndAdd(records);
    ownAlerts.clear(); // each try makes its own
    if (!isFailing) {
      lostBefore = before;
      isFailing = true;
      problems.report(
          UNWRITABLE,
          "The journal in "
              + directory.getAbsolutePath()
              + " cannot be written ("
              + failure.getMessage()
              + "). Violations are blocked all the same, but not recorded: "
              + (failure.getCause() instanceof OutOfMemoryError
                  ? "give the JVM more memory."
                  : "make the folder writable or set journal.dir."));
    }
  }

  private void succeeded() {
    if (queue.isEmpty()) {
      problems.solved(BEHIND);
    }
    if (isFailing) {
      isFailing = false;
      problems.solved(UNWRITABLE);
      Console.print(
          "flowguard: the journal is written again; "
              + (lost.get() - lostBefore)
              + " records were lost");
    }
  }
}
