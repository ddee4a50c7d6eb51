package dev.flowguard.agent.alert;

import dev.flowguard.agent.event.Alert;
import dev.flowguard.agent.event.AlertKind;
import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.event.Inert;
import dev.flowguard.agent.journal.Journal;
import dev.flowguard.agent.status.Console;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that alerts arrive: takes them from the journal's thread into the spool, and delivers
 * them, at least once and in order, by a thread of its own. A request never waits for it.
 *
 * <p>What a full spool, the rate cap or a fault of the disk drops is counted, and told once a
 * minute by a record and an alert that none of them applies to.
 */
public final class Alerts implements Journal.Companion {
  private static final String FOLDER = "alerts";
  private static final long TICK_MILLIS = 250;
  private static final long FIRST_WAIT_MILLIS = 500;
  private static final long LONGEST_WAIT_MILLIS = 60_000;
  private static final long SHUTDOWN_MILLIS = 3_000;
  private static final long TELL_DROPS_MILLIS = 60_000;
  private static final long LOOK_FOR_ABANDONED_MILLIS = 60_000;

  /** What the guard has to say of itself does not count against the cap: so much may exceed it. */
  private static final long RESERVE_BYTES = 256 << 10;

  private final AlertSettings settings;
  private final Predicate<String> isProcessor;
  private final File root;
  private final Intake intake;
  private final Consumer<Audit> audits;
  private final Semaphore news = new Semaphore(0);
  private final AtomicLong overRate = new AtomicLong();
  private final AtomicLong overCap = new AtomicLong();
  private final AtomicLong unwritable = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();

  /** Lines of the own spool that are not read yet, or wait for a roll-up. */
  private final AtomicLong pending = new AtomicLong();

  private final Thread sender = new Thread(this::send, "flowguard-alerts");

  private volatile @Nullable Spool own;
  private volatile long othersBytes;
  private volatile @Nullable String failing;
  private volatile boolean isEnding;
  private volatile boolean isRemoving;

  // Of the sending thread.
  private final Map<String, RollUp> rollUps = new LinkedHashMap<>();
  private @Nullable Webhook webhook;
  private Spool.@Nullable Place safe;
  private long toldDropsAt;
  private long lookedAt;

  /**
   * @param journalFolder the spool stands beside the journal
   * @param isProcessor tells of a host whether it belongs to a declared processor
   * @param audits takes what this has to say of itself
   */
  public Alerts(
      AlertSettings settings,
      File journalFolder,
      Predicate<String> isProcessor,
      Consumer<Audit> audits) {
    this.settings = settings;
    this.isProcessor = isProcessor;
    this.root = new File(journalFolder, FOLDER);
    this.intake = new Intake(settings.rollUpSeconds() * 1_000L, settings.perMinute());
    this.audits = audits;
  }

  /** Starts to send, also what processes that are gone have left. */
  public void start() {
    sender.setDaemon(true);
    sender.setContextClassLoader(null);
    sender.start();
  }

  /** Repeats of one key that are told together. */
  private static final class RollUp {
    private final long dueAt;
    private final Spool.Place before;
    private final List<String> ids = new ArrayList<>();
    private Alert last;
    private long first;
    private long count;

    RollUp(Alert first, long dueAt, Spool.Place before) {
      this.dueAt = dueAt;
      this.before = before;
      this.last = first;
      this.first = first.time();
    }

    void add(Alert alert) {
      last = alert;
      first = Math.min(first, alert.time());
      count++;
      if (ids.size() < Intake.LISTED) {
        ids.add(alert.id());
      }
    }
  }

  @Override
  public void take(Alert alert) {
    boolean isOwn = alert.kind() == AlertKind.AUDIT;
    Intake.Fate fate = intake.of(alert, !isOwn);
    if (fate == Intake.Fate.DROPPED) {
      overRate.incrementAndGet();
      return;
    }
    if (fate == Intake.Fate.COUNTED) {
      return;
    }
    try {
      Spool spool = own;
      if (spool == null) {
        spool = Spool.create(root);
        own = spool;
      }
      long room = settings.spoolBytes() + (isOwn ? RESERVE_BYTES : 0);
      String line = new AlertLine(alert, fate == Intake.Fate.ROLLED_UP).write();
      if (spool.size() + othersBytes + line.length() > room) {
        overCap.incrementAndGet();
        return;
      }
      spool.add(line);
      pending.incrementAndGet();
    } catch (IOException e) {
      complain(e);
    }
  }

  @Override
  public void force() {
    Spool spool = own;
    if (spool != null) {
      try {
        spool.force();
      } catch (IOException e) {
        complain(e);
      }
      news.release();
    }
  }

  private void complain(IOException e) {
    if (unwritable.incrementAndGet() == 1) {
      Console.print(
          "flowguard: the spool of alerts in "
              + root.getAbsolutePath()
              + " cannot be written ("
              + e.getMessage()
              + "). Violations are stopped and recorded, but not alerted: make it writable.");
    }
  }

  private void send() {
    while (true) {
      try {
        adopt();
        tellDrops();
        Spool spool = own;
        if (spool != null) {
          drain(spool, isEnding);
          if (isEnding && pending.get() == 0) {
            isRemoving = true;
            own = null; // what comes yet has a folder of its own
            try {
              spool.remove();
            } finally {
              isRemoving = false;
            }
          }
        }
        news.tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS);
        news.drainPermits();
      } catch (InterruptedException e) {
        // Woken to end: what is left goes out, or stays on disk for the next process.
      } catch (Throwable e) {
        // Also when memory is short: without this thread nothing would be alerted any more.
        failed("the spool cannot be read: " + e);
        pause(LONGEST_WAIT_MILLIS);
      }
    }
  }

  /** Delivers what processes that are gone have left. */
  private void adopt() throws IOException, InterruptedException {
    long now = System.nanoTime() / 1_000_000;
    if (lookedAt != 0 && now - lookedAt < LOOK_FOR_ABANDONED_MILLIS) {
      return;
    }
    lookedAt = now;
    List<Spool> abandoned = Spool.abandoned(root);
    Spool mine = own;
    othersBytes = Spool.sizeOf(root) - (mine == null ? 0 : mine.size());
    Map<String, RollUp> kept = new LinkedHashMap<>(rollUps);
    try {
      for (Spool spool : abandoned) {
        safe = null;
        rollUps.clear();
        drain(spool, true);
        spool.remove();
        othersBytes = Spool.sizeOf(root) - (mine == null ? 0 : mine.size());
      }
    } finally {
      // What could not be delivered is there for the next look, or for another process.
      for (Spool spool : abandoned) {
        spool.close();
      }
      rollUps.clear();
      rollUps.putAll(kept);
      safe = null;
    }
  }

  /**
   * Delivers all that a spool holds now.
   *
   * @param isLast true if nothing will be added to it: roll-ups are due at once
   */
  private void drain(Spool spool, boolean isLast) throws IOException, InterruptedException {
    for (Spool.Line read = spool.next(); read != null; read = spool.next()) {
      AlertLine line = read.line();
      if (line == null) {
        // Torn by a crash before its exception was seen, or of another version.
        safe = read.place();
        done(spool, 1);
      } else if (line.isRepeat()) {
        Spool.Place before = safe == null ? new Spool.Place(0, 0) : safe;
        rollUps
            .computeIfAbsent(
                line.alert().key(),
                key ->
                    new RollUp(
                        line.alert(),
                        System.nanoTime() / 1_000_000 + settings.rollUpSeconds() * 1_000L,
                        before))
            .add(line.alert());
        safe = read.place();
      } else {
        deliver(Told.one(line.alert()));
        safe = read.place();
        advance(spool);
        done(spool, 1);
      }
      rollUp(spool, false);
    }
    rollUp(spool, isLast);
  }

  private void done(Spool spool, long lines) {
    if (spool == own) {
      pending.addAndGet(-lines);
    }
  }

  private void rollUp(Spool spool, boolean all) throws IOException, InterruptedException {
    long now = System.nanoTime() / 1_000_000;
    List<String> due = new ArrayList<>();
    for (Map.Entry<String, RollUp> each : rollUps.entrySet()) {
      if (all || now - each.getValue().dueAt >= 0) {
        due.add(each.getKey());
      }
    }
    for (String key : due) {
      RollUp rollUp = rollUps.get(key);
      if (rollUp != null) {
        long count = rollUp.count + intake.takeCounted(key);
        deliver(
            new Told(
                rollUp.ids.get(0) + "-rollup",
                rollUp.last,
                count,
                rollUp.ids,
                rollUp.first,
                rollUp.last.time()));
        rollUps.remove(key);
        advance(spool);
        done(spool, rollUp.count);
      }
    }
  }

  /** Moves the cursor as far as all before it is delivered: not past what waits for a roll-up. */
  private void advance(Spool spool) throws IOException {
    Spool.Place place = safe;
    for (RollUp waiting : rollUps.values()) {
      place = waiting.before; // the oldest comes first
      break;
    }
    if (place != null) {
      spool.delivered(place);
    }
  }

  /** Tries until the receiver has taken it. */
  private void deliver(Told told) throws InterruptedException {
    long wait = FIRST_WAIT_MILLIS;
    while (true) {
      Webhook to = webhook;
      if (to == null) {
        to = new Webhook(settings, isProcessor);
        webhook = to;
      }
      Webhook.Answer answer = to.send(told);
      if (answer.isDelivered()) {
        delivered.incrementAndGet();
        if (failing != null) {
          failing = null;
          toldDropsAt = 0; // what was lost meanwhile is told with the rest
          Console.print("flowguard: alerts are delivered again to " + settings);
        }
        return;
      }
      failed(answer.detail());
      if (isEnding) {
        throw new InterruptedException("the JVM ends; the spool keeps the rest");
      }
      long asked = answer.retryAfterMillis();
      // Spread, so that a fleet does not come back all at once.
      Thread.sleep(asked >= 0 ? asked : wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2));
      wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS);
      tellDrops();
    }
  }

  private void failed(String why) {
    if (failing == null) {
      Console.print(
          "flowguard: alerts cannot be delivered to "
              + settings
              + " ("
              + Inert.text(why, 300)
              + "). They wait in "
              + root.getAbsolutePath()
              + " and are tried again; 'alert-test' shows what comes back.");
    }
    failing = why;
  }

  private void tellDrops() {
    long now = System.nanoTime() / 1_000_000;
    if (toldDropsAt != 0 && now - toldDropsAt < TELL_DROPS_MILLIS) {
      return;
    }
    long rate = overRate.getAndSet(0);
    long cap = overCap.getAndSet(0);
    if (rate + cap > 0) {
      toldDropsAt = now;
      audits.accept(
          Audit.now(
              AuditKind.ALERTS_DROPPED,
              Map.of("over the rate cap", Long.toString(rate), "spool full", Long.toString(cap))));
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      // The JVM ends; the thread is a daemon.
    }
  }

  /** Gives what waits a moment to go out before the JVM ends; the rest stays on disk. */
  public void end() {
    isEnding = true;
    news.release();
    long until = System.nanoTime() / 1_000_000 + SHUTDOWN_MILLIS;
    while ((own != null || isRemoving)
        && failing == null
        && System.nanoTime() / 1_000_000 < until) {
      pause(20);
    }
  }

  /** For people: how delivery goes. */
  public String state() {
    String why = failing;
    return settings
        + ", delivered "
        + delivered.get()
        + (why == null ? "" : ", FAILING: " + Inert.text(why, 300));
  }
}
