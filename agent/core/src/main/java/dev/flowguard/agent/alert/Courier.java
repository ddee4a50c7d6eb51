package dev.flowguard.agent.alert;

import dev.flowguard.agent.event.Alert;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which alert is tried next, and what becomes of one that fails. For one thread.
 *
 * <p>Alerts go out in order. One that fails steps back behind those that were tried less often, so
 * that it holds up nobody, and the receiver gets a rest that grows with each failure in a row. As
 * soon as it takes anything, all are tried again in order.
 *
 * <p>An alert that fails although the receiver has taken others since, or that is refused for its
 * own sake (most statuses of 4xx), has a schedule of its own, and is set aside after {@value
 * #MOST_FAILURES} failures, or {@value #MOST_REFUSALS} refusals. A receiver that takes nothing at
 * all never leads to that: alerts wait until it does.
 */
final class Courier {
  static final int MOST_FAILURES = 8;
  static final int MOST_REFUSALS = 3;

  /** Failures in a row after which the receiver, and not an alert, is taken to be at fault. */
  private static final int FAILING_AFTER = 2;

  private static final int MOST_LINES_AT_ONCE = 5_000;

  /** Alerts that are kept in memory; what others say is read again when they are tried. */
  private static final int MOST_REMEMBERED = 500;

  private final Function<Delivery, Webhook.Answer> receiver;
  private final Intake intake;
  private final Backoff backoff;
  private final long rollUpMillis;
  private final LongSupplier clock;
  private final Listener listener;
  private final List<Backlog> backlogs = new ArrayList<>();

  private long read;
  private int remembered;
  private long deliveries;
  private int failuresInARow;
  private long restUntil;
  private long quietUntil;
  private boolean isFailing;

  /** Gets to know what becomes of alerts, on the courier's thread. */
  interface Listener {
    void delivered();

    /** The receiver takes nothing. */
    void failing(String why);

    /** One that is not tried any more. */
    void setAside(Alert alert, String why);

    /** One that cannot be read any more. */
    void unreadable(Backlog backlog);
  }

  /**
   * @param clock in milliseconds, from any beginning
   */
  Courier(
      Function<Delivery, Webhook.Answer> receiver,
      Intake intake,
      Backoff backoff,
      long rollUpMillis,
      LongSupplier clock,
      Listener listener) {
    this.receiver = receiver;
    this.intake = intake;
    this.backoff = backoff;
    this.rollUpMillis = rollUpMillis;
    this.clock = clock;
    this.listener = listener;
  }

  void add(Backlog backlog) {
    backlogs.add(backlog);
  }

  void remove(Backlog backlog) {
    backlogs.remove(backlog);
  }

  List<Backlog> backlogs() {
    return List.copyOf(backlogs);
  }

  /** Reads what has been added to a spool. Roll-ups are due at once where nothing will be. */
  void read(Backlog backlog, boolean isLast) throws IOException {
    Spool spool = backlog.spool;
    if (spool == null) {
      return;
    }
    for (int i = 0; i < MOST_LINES_AT_ONCE; i++) {
      Spool.Line line = spool.next();
      if (line == null) {
        break;
      }
      backlog.read(line);
      if (line.line() != null) {
        add(backlog, line.line(), line.start(), line.length());
      } // else it was torn by a crash before its exception was seen, or is of another version
    }
    if (isLast) {
      backlog.rollUps.values().forEach(each -> each.dueAt = 0);
    }
    if (backlog.isEmpty()) {
      backlog.advance();
    }
  }

  /** Adds one that is in memory only. */
  void add(Backlog backlog, AlertLine line) {
    add(backlog, line, null, 0);
  }

  private void add(Backlog backlog, AlertLine line, Spool.@Nullable Place place, int length) {
    Alert alert = line.alert();
    Pending joined = line.isRepeat() ? backlog.rollUps.get(alert.key()) : null;
    if (joined != null) {
      joined.add(alert);
      return;
    }
    long dueAt = line.isRepeat() ? clock.getAsLong() + rollUpMillis : 0;
    Pending pending = new Pending(backlog, read++, alert, line.isRepeat(), place, length, dueAt);
    backlog.order.addLast(pending);
    if (line.isRepeat()) {
      backlog.rollUps.put(alert.key(), pending);
    } else if (++remembered > MOST_REMEMBERED) {
      pending.forget();
    }
  }

  /** Tries one alert; false if none is due. */
  boolean step() {
    long now = clock.getAsLong();
    if (now < restUntil) {
      return false;
    }
    Pending next = null;
    for (Backlog backlog : backlogs) {
      for (Pending each : backlog.order) {
        boolean isDue = !each.isDone && now >= each.dueAt && (now >= quietUntil || each.isCritical);
        if (isDue && (next == null || isBefore(each, next))) {
          next = each;
        }
      }
    }
    if (next == null) {
      return false;
    }
    attempt(next);
    return true;
  }

  private boolean isBefore(Pending one, Pending other) {
    if (failuresInARow > 0 && one.hasFailed() != other.hasFailed()) {
      return other.hasFailed(); // many that fail hold up none that would not
    }
    if (one.tries != other.tries) {
      return one.tries < other.tries;
    }
    if (one.backlog.isOwn != other.backlog.isOwn) {
      return one.backlog.isOwn; // what others have left does not delay what happens now
    }
    if (one.isRollUp() != other.isRollUp()) {
      return other.isRollUp();
    }
    return one.number < other.number;
  }

  private void attempt(Pending pending) {
    Delivery delivery = delivery(pending);
    if (delivery == null) {
      listener.unreadable(pending.backlog);
      done(pending);
      return;
    }
    if (pending.isRollUp() && pending.backlog.rollUps.remove(delivery.alert().key(), pending)) {
      pending.addCounted(intake.takeCounted(delivery.alert().key()));
      delivery = delivery(pending);
    }
    if (delivery == null) {
      return;
    }
    Webhook.Answer answer = receiver.apply(delivery);
    if (answer.isDelivered()) {
      taken(pending);
    } else {
      failed(pending, delivery.alert(), answer);
    }
  }

  private @Nullable Delivery delivery(Pending pending) {
    Spool spool = pending.backlog.spool;
    Spool.Place place = pending.place;
    if (pending.isForgotten() && spool != null && place != null) {
      try {
        AlertLine line = spool.read(place, pending.length);
        if (line != null) {
          pending.remember(line.alert());
        }
      } catch (IOException e) {
        return null;
      }
    }
    return pending.delivery();
  }

  private void taken(Pending pending) {
    deliveries++;
    failuresInARow = 0;
    restUntil = 0;
    quietUntil = 0;
    for (Backlog backlog : backlogs) {
      backlog.order.forEach(each -> each.tries = 0);
    }
    isFailing = false;
    listener.delivered();
    done(pending);
  }

  private void done(Pending pending) {
    pending.isDone = true;
    if (!pending.isRollUp()) {
      remembered--;
    }
    try {
      pending.backlog.advance();
    } catch (IOException e) {
      listener.unreadable(pending.backlog);
    }
  }

  private void failed(Pending pending, Alert alert, Webhook.Answer answer) {
    long now = clock.getAsLong();
    failuresInARow++;
    long rest = backoff.after(failuresInARow);
    // Spread, so that a fleet does not come back all at once.
    restUntil = now + rest / 2 + ThreadLocalRandom.current().nextLong(rest / 2 + 1);
    boolean isRefused = Refusal.isOfThisAlert(answer.status());
    boolean isOwnFault =
        isRefused || pending.deliveriesThen >= 0 && deliveries > pending.deliveriesThen;
    if (answer.retryAfterMillis() >= 0 && !isOwnFault) {
      quietUntil = now + backoff.quiet(answer.retryAfterMillis(), failuresInARow);
    }
    if (failuresInARow >= FAILING_AFTER) {
      isFailing = true;
      listener.failing(answer.detail());
    }
    if (pending.deliveriesThen < 0) {
      pending.deliveriesThen = deliveries;
    }
    pending.tries++;
    if (isOwnFault) {
      pending.failures++;
      pending.dueAt = now + backoff.after(pending.failures);
    }
    if (pending.failures >= (isRefused ? MOST_REFUSALS : MOST_FAILURES)) {
      listener.setAside(alert, answer.detail());
      done(pending);
    } else if (remembered > MOST_REMEMBERED) {
      pending.forget();
    }
  }

  /** True if the receiver takes nothing at the moment. */
  boolean isFailing() {
    return isFailing;
  }
}
