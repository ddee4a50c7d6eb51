package dev.flowguard.agent.status;

import dev.flowguard.agent.thread.GuardThread;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the guard prints on standard error. Once {@link #start} was called, lines are printed by a
 * thread of their own: where standard error is a pipe that nobody reads, no request, no record and
 * no watch waits for it. At most {@value #MOST_WAITING} lines wait; more are dropped, counted and
 * reported. Before that, as in {@code premain} and on the command line, they are printed at once.
 *
 * <p>Safe to call from any thread. Never throws.
 */
public final class Console {
  private static final int MOST_WAITING = 500;

  /** A longer line is cut, in characters. */
  private static final int LONGEST = 16_000;

  private static final String PROBLEM = "stderr.unread";

  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private final Problems problems;
  private volatile boolean isPrinting;

  /** The one of this JVM; null before it is started. */
  private static volatile @Nullable Console started;

  Console(Problems problems) {
    this.problems = problems;
  }

  /** Prints by a thread of its own from now on. */
  public static synchronized void start(Problems problems) {
    if (started == null) {
      Console console = new Console(problems);
      console.run("flowguard-console");
      started = console;
    }
  }

  /** Prints a line. */
  public static void print(String line) {
    Console console = started;
    if (console == null) {
      System.err.println(line);
    } else {
      console.add(line);
    }
  }

  /** Gives what waits a moment to be printed before the JVM ends. */
  public static void end(long millis) {
    Console console = started;
    if (console != null) {
      console.drain(millis);
    }
  }

  void run(String name) {
    new GuardThread(name) {
      @Override
      public void run() {
        printAll();
      }
    }.start();
  }

  void add(String line) {
    String cut = line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    if (!lines.offer(cut)) {
      dropped.incrementAndGet();
      problems.report(
          PROBLEM,
          "Standard error takes no lines, so messages of the guard are dropped. Read the pipe that"
              + " standard error of this JVM leads to, or send it to a file.");
    }
  }

  /** Lines that were not printed. */
  long dropped() {
    return dropped.get();
  }

  private void printAll() {
    long reported = 0;
    while (true) {
      try {
        isPrinting = false;
        String line = lines.take();
        isPrinting = true;
        System.err.println(line);
        long now = dropped.get();
        if (now > reported && lines.isEmpty()) {
          System.err.println("flowguard: " + (now - reported) + " lines before this were dropped");
          reported = now;
          problems.solved(PROBLEM);
        }
      } catch (Throwable e) {
        // An application's own stream may throw anything; the next line is printed all the same.
      }
    }
  }

  private void drain(long millis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while ((!lines.isEmpty() || isPrinting) && System.nanoTime() < until) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
