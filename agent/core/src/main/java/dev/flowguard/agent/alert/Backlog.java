package dev.flowguard.agent.alert;

import java.io.IOException;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * What one spool holds that is not delivered yet, or what is in memory only. Of the delivering
 * thread.
 */
final class Backlog {
  /** Null for what is in memory only. */
  final @Nullable Spool spool;

  /** What has been read and is not done, in the order of the spool. */
  final Deque<Pending> order = new ConcurrentLinkedDeque<>(); // whole also where memory ends

  /** Roll-ups that more repeats may join, by key. */
  final Map<String, Pending> rollUps = new HashMap<>();

  /** True while this process adds to it. */
  boolean isOwn;

  private @Nullable IOException fault;
  private Spool.@Nullable Place readTo;
  private Spool.@Nullable Place movedTo;

  Backlog(@Nullable Spool spool, boolean isOwn) {
    this.spool = spool;
    this.isOwn = isOwn;
  }

  void read(Spool.Line line) {
    readTo = line.end();
  }

  /** Moves the cursor as far as everything before it is done. */
  void advance() throws IOException {
    while (!order.isEmpty() && order.getFirst().isDone) {
      order.removeFirst();
    }
    Spool.Place place = order.isEmpty() ? readTo : order.getFirst().place;
    if (spool != null && place != null && !place.equals(movedTo)) {
      movedTo = place;
      spool.delivered(place);
    }
  }

  /** The rest of the spool cannot be read: what was read before goes out all the same. */
  void hasBroken(IOException why) {
    fault = why;
  }

  boolean isBroken() {
    return fault != null;
  }

  IOException fault() {
    return Objects.requireNonNull(fault);
  }

  boolean isEmpty() {
    return order.isEmpty();
  }

  @Override
  public String toString() {
    return String.valueOf(spool);
  }
}
