package dev.flowguard.agent.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a server has got since it began to count: of one test, whose requests have a path of their
 * own, or of all. A request belongs to the tally that counted when its target was read, so what of
 * it comes later does not count in the next test. Thread-safe.
 */
final class Tally {
  private final String path;
  private final List<String> requests = new ArrayList<>();
  private final BodyLog bodies = new BodyLog();
  private final AtomicLong headBytes = new AtomicLong();

  /**
   * @param path what the target of a request must contain to count; empty: all count
   */
  Tally(String path) {
    this.path = path;
  }

  /** This tally, or one that nobody reads. */
  Tally of(String target) {
    return target.contains(path) ? this : new Tally(target);
  }

  /** A complete request. */
  synchronized void request(String request) {
    requests.add(request);
  }

  /** Complete requests since the last call; all counters begin anew. */
  synchronized List<String> take() {
    List<String> taken = new ArrayList<>(requests);
    requests.clear();
    bodies.clear();
    headBytes.set(0);
    return taken;
  }

  BodyLog bodies() {
    return bodies;
  }

  void head(long bytes) {
    headBytes.addAndGet(bytes);
  }

  long headBytes() {
    return headBytes.get();
  }
}
