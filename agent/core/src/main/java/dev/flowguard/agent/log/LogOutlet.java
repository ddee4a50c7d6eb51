package dev.flowguard.agent.log;

import dev.flowguard.agent.event.Alert;
import dev.flowguard.agent.event.Inert;
import dev.flowguard.agent.outlet.Outlet;
import dev.flowguard.agent.status.Console;
import dev.flowguard.agent.status.OutletState;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.thread.GuardThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A line for each violation in the application's own log, or on standard error where it has none:
 * at most one for each rule, processor and location in a minute, with a count of the others.
 *
 * <p>Lines are written by a thread of their own, because appenders are application code: one that
 * blocks holds up nothing but other lines, {@value #MOST_WAITING} of which wait at most. An error
 * tracker's appender sends the line on with what the application did before; that is judged like
 * any other request, and a violation of it is a line again: the limit above ends this.
 */
public final class LogOutlet implements Outlet {
  private static final int MOST_WAITING = 500;
  private static final int LONGEST = 1_000;
  private static final long TICK_MILLIS = 1_000;
  private static final long SHUTDOWN_MILLIS = 500;
  private static final String PROBLEM = "log.behind";

  private final Problems problems;
  private final Applications applications;
  private final LongSupplier clock;
  private final ApplicationLog log = new ApplicationLog();
  private final Repeats repeats = new Repeats();
  private final LinkedBlockingQueue<Line> queue = new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean isWriting;

  /** Starts its thread. */
  public static LogOutlet start(Problems problems) {
    LongSupplier clock =
        new LongSupplier() {
          @Override
          public long getAsLong() {
            return System.nanoTime() / 1_000_000;
          }
        };
    LogOutlet outlet = new LogOutlet(problems, Applications.SEEN, clock);
    new GuardThread("flowguard-log") {
      @Override
      public void run() {
        outlet.writeAll();
      }
    }.start();
    return outlet;
  }

  /**
   * @param clock in milliseconds, from any beginning
   */
  LogOutlet(Problems problems, Applications applications, LongSupplier clock) {
    this.problems = problems;
    this.applications = applications;
    this.clock = clock;
  }

  @Override
  public void accept(Alert alert) {
    Alert.Here here = alert.here();
    if (here == null) {
      return; // about the guard itself: printed where it happens
    }
    Line line =
        new Line(Inert.text(here.sentence(), LONGEST), here.wasStopped(), here.application());
    String kind =
        alert.facts().get("rule")
            + '\n'
            + alert.facts().get("processor")
            + '\n'
            + withoutDigits(String.valueOf(alert.facts().get("location")))
            + '\n'
            + System.identityHashCode(here.application().get()); // each has a log of its own
    Repeats.Fate fate = repeats.of(kind, line, clock.getAsLong());
    if (fate == Repeats.Fate.DROPPED || fate == Repeats.Fate.WRITTEN && !queue.offer(line)) {
      dropped.incrementAndGet();
      if (fate == Repeats.Fate.WRITTEN) {
        problems.report(
            PROBLEM,
            "The application's log takes no lines, so lines of the guard are dropped; the journal has"
                + " all records. Look at its appenders: one of them blocks.");
      }
    }
  }

  /** Elements of one list are one location: an error tracker adds an element each time. */
  private static String withoutDigits(String location) {
    StringBuilder out = new StringBuilder(location.length());
    for (int i = 0; i < location.length(); i++) {
      char c = location.charAt(i);
      if (c < '0' || c > '9') {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void writeAll() {
    while (true) {
      try {
        isWriting = false;
        Line line = queue.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
        isWriting = true;
        if (line != null) {
          write(line);
        }
        for (Line due : repeats.due(clock.getAsLong())) {
          write(due);
        }
        if (queue.isEmpty()) {
          problems.solved(PROBLEM);
        }
      } catch (Throwable e) {
        // An appender may throw anything; the next line is written all the same.
      }
    }
  }

  /** Writes a line, by code of the application. */
  void write(Line line) {
    for (ClassLoader loader : candidates(line.application().get())) {
      if (log.write(loader, line.isError(), line.text())) {
        written.incrementAndGet();
        return;
      }
    }
    Console.print("flowguard: " + line.text());
    written.incrementAndGet();
  }

  /** The application of the request, then those whose clients are in use, then the class path. */
  private List<ClassLoader> candidates(@Nullable ClassLoader ofRequest) {
    List<ClassLoader> all = new ArrayList<>();
    if (ofRequest != null) {
      all.add(ofRequest);
    }
    all.addAll(applications.latestFirst());
    all.add(ClassLoader.getSystemClassLoader());
    return all;
  }

  @Override
  public OutletState state() {
    boolean isStuck = queue.remainingCapacity() == 0;
    return new OutletState(
        "log",
        isStuck ? OutletState.Health.FAILING : OutletState.Health.OK,
        written.get(),
        dropped.get(),
        0,
        isStuck ? "an appender, or standard error, takes no lines" : "");
  }

  @Override
  public void end() {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SHUTDOWN_MILLIS);
    while ((!queue.isEmpty() || isWriting) && System.nanoTime() < until) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
