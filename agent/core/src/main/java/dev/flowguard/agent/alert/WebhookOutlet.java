package dev.flowguard.agent.alert;

import dev.flowguard.agent.event.Alert;
import dev.flowguard.agent.event.AlertKind;
import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.event.Inert;
import dev.flowguard.agent.journal.OwnFolder;
import dev.flowguard.agent.outlet.Outlet;
import dev.flowguard.agent.status.Console;
import dev.flowguard.agent.status.OutletState;
import dev.flowguard.agent.status.Problems;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Has alerts arrive at a webhook: takes them from the journal's thread into the spool, and delivers
 * them, at least once, by a thread of its own. A request never waits for it.
 *
 * <p>Where the spool cannot be written, alerts wait in memory, {@value #MOST_IN_MEMORY} at most.
 * What a full spool, the rate cap or a lack of room drops is counted, and reported once a minute by
 * a record and an alert that none of these limits applies to.
 */
public final class WebhookOutlet implements Outlet {
  private static final String FOLDER = "alerts";
  private static final int MOST_IN_MEMORY = 1_000;
  private static final long TICK_MILLIS = 250;
  private static final Backoff BACKOFF = new Backoff(500, 60_000);
  private static final long PAUSE_AFTER_FAULT_MILLIS = 1_000;
  private static final long SHUTDOWN_MILLIS = 3_000;
  private static final long MINUTE_MILLIS = 60_000;
  private static final String UNDELIVERED = "alerts.undelivered";
  private static final String UNWRITABLE = "alerts.spool";

  /** What the guard reports of itself does not count against the cap: so much may exceed it. */
  private static final long RESERVE_BYTES = 256 << 10;

  private final AlertSettings settings;
  private final File journalFolder;
  private final Predicate<String> isProcessor;
  private final Intake intake;
  private final Consumer<Audit> audits;
  private final Problems problems;
  private final Courier courier;
  private final SetAside setAside;
  private final Semaphore news = new Semaphore(0);
  private final AtomicLong overRate = new AtomicLong();
  private final AtomicLong overCap = new AtomicLong();
  private final AtomicLong noRoom = new AtomicLong();
  private final AtomicLong unreadable = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong setAsideCount = new AtomicLong();
  private final Thread sender = new Thread(null, this::send, "flowguard-alerts", 0, false);

  // The taking side, guarded by this.
  private @Nullable Spool own;
  private final List<AlertLine> unforced = new ArrayList<>();

  /** Spools that were made since the sending thread last looked. */
  private final Queue<Spool> made = new ConcurrentLinkedQueue<>();

  private final LinkedBlockingQueue<AlertLine> inMemory = new LinkedBlockingQueue<>(MOST_IN_MEMORY);

  private volatile long othersBytes;
  private volatile @Nullable String failing;
  private volatile boolean isEnding;
  private volatile boolean isEnded;

  // Of the sending thread.
  private final Backlog memory = new Backlog(null, true);
  private @Nullable Webhook webhook;
  private @Nullable OwnFolder root;
  private long reportedDropsAt;
  private long lookedAt;
  private long setAsideUnreported;
  private String setAsideWhy = "";

  /**
   * @param journalFolder the spool is in a folder in it
   * @param isProcessor whether a host belongs to a declared processor
   * @param audits takes what this has to record of itself
   */
  public WebhookOutlet(
      AlertSettings settings,
      File journalFolder,
      Predicate<String> isProcessor,
      Consumer<Audit> audits,
      Problems problems) {
    this(settings, journalFolder, isProcessor, audits, problems, BACKOFF);
  }

  WebhookOutlet(
      AlertSettings settings,
      File journalFolder,
      Predicate<String> isProcessor,
      Consumer<Audit> audits,
      Problems problems,
      Backoff backoff) {
    this.settings = settings;
    this.journalFolder = journalFolder;
    this.isProcessor = isProcessor;
    this.intake = new Intake(settings.rollUpSeconds() * 1_000L, settings.perMinute());
    this.audits = audits;
    this.problems = problems;
    this.setAside = new SetAside(problems);
    this.courier =
        new Courier(
            this::call,
            intake,
            backoff,
            settings.rollUpSeconds() * 1_000L,
            WebhookOutlet::millis,
            new Report());
    courier.add(memory);
  }

  /** Starts to send, also what processes that are gone have left. */
  public void start() {
    sender.setDaemon(true);
    sender.setContextClassLoader(null);
    sender.start();
  }

  private static long millis() {
    return System.nanoTime() / 1_000_000;
  }

  @Override
  public synchronized void accept(Alert alert) {
    boolean isOfGuard = alert.kind() == AlertKind.AUDIT;
    Intake.Fate fate = intake.of(alert, !isOfGuard);
    if (fate == Intake.Fate.DROPPED) {
      drop(overRate);
      return;
    }
    if (fate == Intake.Fate.COUNTED) {
      return;
    }
    AlertLine line = new AlertLine(alert, fate == Intake.Fate.ROLLED_UP);
    String text = line.write();
    try {
      Spool spool = own;
      if (spool == null) {
        spool = Spool.create(OwnFolder.open(journalFolder).folder(FOLDER));
        own = spool;
        made.add(spool);
      }
      long room = settings.spoolBytes() + (isOfGuard ? RESERVE_BYTES : 0);
      if (spool.size() + othersBytes + text.length() > room) {
        drop(overCap);
        return;
      }
      spool.add(text);
      unforced.add(line);
    } catch (IOException e) {
      own = null;
      unwritable(e);
      keepInMemory(line);
    }
  }

  @Override
  public synchronized void settle() {
    Spool spool = own;
    if (spool != null) {
      try {
        spool.force();
        problems.solved(UNWRITABLE);
      } catch (IOException e) {
        own = null; // the next alert gets a new one
        unwritable(e);
        unforced.forEach(this::keepInMemory);
      }
    }
    unforced.clear();
    news.release();
  }

  private void keepInMemory(AlertLine line) {
    if (!inMemory.offer(line)) {
      drop(noRoom);
    }
  }

  private void drop(AtomicLong why) {
    why.incrementAndGet();
    dropped.incrementAndGet();
  }

  private void unwritable(IOException e) {
    problems.report(
        UNWRITABLE,
        "The spool of alerts in "
            + new File(journalFolder, FOLDER).getAbsolutePath()
            + " cannot be written ("
            + e.getMessage()
            + "). Alerts wait in memory, and are lost when the JVM ends: make journal.dir writable.");
  }

  private void send() {
    while (true) {
      try {
        adopt();
        reportDrops();
        readAll();
        boolean hasTried = !(isEnding && courier.isFailing()) && courier.step();
        retire();
        if (!hasTried) {
          news.tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS);
          news.drainPermits();
        }
      } catch (InterruptedException e) {
        // Nobody has a reason to interrupt this thread.
      } catch (Throwable e) {
        // Also when memory is short: without this thread nothing would be alerted any more.
        report("an internal error, " + e.getClass().getName());
        pause(PAUSE_AFTER_FAULT_MILLIS);
      }
    }
  }

  private Webhook.Answer call(Delivery delivery) {
    Webhook to = webhook;
    if (to == null) {
      to = new Webhook(settings, isProcessor);
      webhook = to;
    }
    return to.send(delivery);
  }

  /** Takes over what processes that are gone have left. */
  private void adopt() {
    long now = millis();
    if (lookedAt != 0 && now - lookedAt < MINUTE_MILLIS) {
      return;
    }
    lookedAt = now;
    OwnFolder at = root();
    if (at == null) {
      return;
    }
    for (String name : Spool.others(at)) {
      try {
        Spool spool = Spool.adopt(at, name);
        if (spool != null) {
          courier.add(new Backlog(spool, false));
        }
      } catch (IOException e) {
        damaged(name, e);
      }
    }
    setAside.look(at);
    measure(at);
  }

  private void measure(OwnFolder at) {
    Spool mine;
    synchronized (this) {
      mine = own;
    }
    othersBytes = Math.max(0, Spool.sizeOf(at) - (mine == null ? 0 : mine.size()));
  }

  /** The folder of all spools, or null if there is none. */
  private @Nullable OwnFolder root() {
    OwnFolder at = root;
    if (at == null || !at.isThere()) {
      try {
        OwnFolder journal = OwnFolder.find(journalFolder);
        at = journal == null ? null : journal.existingFolder(FOLDER);
      } catch (IOException e) {
        at = null; // accept() reports it
      }
      root = at;
    }
    return at;
  }

  private void readAll() {
    for (Spool spool = made.poll(); spool != null; spool = made.poll()) {
      courier.add(new Backlog(spool, true));
    }
    for (AlertLine line = inMemory.poll(); line != null; line = inMemory.poll()) {
      courier.add(memory, line);
    }
    Spool mine;
    synchronized (this) {
      mine = own;
    }
    for (Backlog backlog : courier.backlogs()) {
      if (backlog.spool == null) {
        if (isEnding) {
          backlog.rollUps.values().forEach(each -> each.dueAt = 0);
        }
        continue;
      }
      backlog.isOwn = backlog.spool == mine;
      if (!backlog.isBroken()) {
        try {
          courier.read(backlog, isEnding || !backlog.isOwn);
        } catch (IOException e) {
          backlog.hasBroken(e);
          giveUp(backlog.spool); // what comes next goes to one that can be read
        }
      }
    }
  }

  /** Lets go of spools that are delivered and that nothing will be added to. */
  private void retire() {
    for (Backlog backlog : courier.backlogs()) {
      Spool spool = backlog.spool;
      if (spool == null || !backlog.isEmpty()) {
        continue;
      }
      if (backlog.isBroken()) {
        courier.remove(backlog);
        setAside(spool, backlog.fault());
      } else if (isDelivered(spool, backlog)) {
        courier.remove(backlog);
        try {
          spool.remove();
        } catch (IOException e) {
          setAside(spool, e);
        }
        OwnFolder at = root();
        if (at != null) {
          measure(at);
        }
      }
    }
    if (isEnding && !hasOwn() && courier.backlogs().stream().allMatch(Backlog::isEmpty)) {
      isEnded = true;
    }
  }

  /** True if the spool of this process is there: its last alerts may not have been read yet. */
  private synchronized boolean hasOwn() {
    return own != null;
  }

  /**
   * True if nothing is left in it, and nothing will be: the own one is kept as long as it can be.
   */
  private synchronized boolean isDelivered(Spool spool, Backlog backlog) {
    if (spool == own) {
      if (!isEnding) {
        return false;
      }
    } else if (backlog.isOwn) {
      return false; // read once more, now that nothing is added
    }
    try {
      courier.read(backlog, true);
    } catch (IOException e) {
      backlog.hasBroken(e);
    }
    if (!backlog.isEmpty() || backlog.isBroken()) {
      return false;
    }
    if (spool == own) {
      own = null; // what comes yet has a folder of its own
    }
    return true;
  }

  private synchronized void giveUp(Spool spool) {
    if (spool == own) {
      own = null;
    }
  }

  private void setAside(Spool spool, IOException why) {
    try {
      spool.close();
    } catch (IOException e) {
      // Its lock is given up when the JVM ends.
    }
    damaged(new File(spool.toString()).getName(), why);
  }

  private void damaged(String name, IOException why) {
    Console.print(
        "flowguard: alerts that another process has left cannot all be read ("
            + Inert.text(String.valueOf(why.getMessage()), 300)
            + "). They are set aside; the journal has their records.");
    OwnFolder at = root();
    if (at != null) {
      try {
        setAside.damaged(at, name);
      } catch (IOException e) {
        problems.report(
            "alerts.damaged",
            "The folder " + at + "/" + name + " cannot be read or moved. Remove it.");
      }
    }
  }

  /** What the courier has to report. */
  private final class Report implements Courier.Listener {
    @Override
    public void delivered() {
      delivered.incrementAndGet();
      if (failing != null) {
        failing = null;
        reportedDropsAt = 0; // what was lost meanwhile is reported with the rest
        problems.solved(UNDELIVERED);
        Console.print("flowguard: alerts are delivered again to " + settings);
      }
    }

    @Override
    public void failing(String why) {
      report(why);
    }

    @Override
    public void setAside(Alert alert, String why) {
      setAsideCount.incrementAndGet();
      if (alert.kind() == AlertKind.VIOLATION) {
        // Not of those of the guard: the alert of it could be refused as well, and so on.
        setAsideUnreported++;
        setAsideWhy = why;
      }
      OwnFolder at = root();
      if (at == null || !setAside.keep(at, alert)) {
        drop(noRoom);
      }
    }

    @Override
    public void unreadable(Backlog backlog) {
      drop(unreadable);
    }
  }

  private void report(String why) {
    boolean isNew = failing == null;
    failing = why;
    if (isNew) {
      problems.report(
          UNDELIVERED,
          "alerts cannot be delivered to "
              + settings
              + " ("
              + Inert.text(why, 300)
              + "). They wait in "
              + new File(journalFolder, FOLDER).getAbsolutePath()
              + " and are tried again; 'alert-test' shows what comes back.");
    }
  }

  private void reportDrops() {
    long now = millis();
    if (reportedDropsAt != 0 && now - reportedDropsAt < MINUTE_MILLIS) {
      return;
    }
    Map<String, String> drops = new LinkedHashMap<>();
    long rate = overRate.getAndSet(0);
    long cap = overCap.getAndSet(0);
    long others = noRoom.getAndSet(0) + unreadable.getAndSet(0);
    if (rate + cap + others > 0) {
      reportedDropsAt = now;
      drops.put("over the rate cap", Long.toString(rate));
      drops.put("spool full", Long.toString(cap));
      drops.put("no room", Long.toString(others));
      audits.accept(Audit.now(AuditKind.ALERTS_DROPPED, drops));
    }
    if (setAsideUnreported > 0) {
      reportedDropsAt = now;
      audits.accept(
          Audit.now(
              AuditKind.ALERTS_SET_ASIDE,
              Map.of("count", Long.toString(setAsideUnreported), "why", setAsideWhy)));
      setAsideUnreported = 0;
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
  @Override
  public void end() {
    isEnding = true;
    news.release();
    long until = millis() + SHUTDOWN_MILLIS;
    while (!isEnded && failing == null && millis() < until) {
      pause(20);
    }
  }

  @Override
  public OutletState state() {
    String why = failing;
    return new OutletState(
        "webhook " + settings,
        why == null ? OutletState.Health.OK : OutletState.Health.FAILING,
        delivered.get(),
        dropped.get(),
        setAsideCount.get(),
        why == null ? "" : Inert.text(why, 300));
  }
}
