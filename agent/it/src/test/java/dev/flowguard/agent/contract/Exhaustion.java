package dev.flowguard.agent.contract;

import dev.flowguard.api.Flowguard;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Has a program in a forked JVM do something where stack or memory is about to end. */
final class Exhaustion {
  private static final int STACK_BYTES = 512 << 10;

  /** Attempts at ever shallower depths that end alike, after which deeper ones tell nothing new. */
  static final int ALIKE = 40;

  private static final int MOST_ATTEMPTS = 600;

  /** As many of the smallest frames as take more stack than a call needs that hands a text over. */
  private static final int ENOUGH_FRAMES = 600;

  private static final int FULL_TEXTS = 100;
  private static final String OF_ITSELF = "done";
  private static final String CATEGORY = "chat-conversation";

  private final Callable<String> attempt;
  private final Map<String, Integer> outcomes = new LinkedHashMap<>();
  private String last = "";
  private int alike;
  private int attempts;
  private boolean isDone;

  private Exhaustion(Callable<String> attempt) {
    this.attempt = attempt;
  }

  /**
   * Overflows a stack and tries at each depth on the way back, from the end of the stack upwards.
   *
   * @return how often each outcome came
   */
  static String atEachDepth(Callable<String> attempt) throws InterruptedException {
    Exhaustion all = new Exhaustion(attempt);
    all.run(() -> all.descend(0));
    return all.outcomes.toString();
  }

  /**
   * Loads a class as deep in the stack as it can be loaded.
   *
   * @return {@code loaded}, or that it could not be
   */
  static String load(String className) throws InterruptedException {
    Exhaustion loading =
        new Exhaustion(
            () -> {
              Class.forName(className, false, Exhaustion.class.getClassLoader());
              return "loaded";
            });
    loading.run(() -> loading.descendUntil("loaded"));
    return loading.last;
  }

  private void run(Runnable descent) throws InterruptedException {
    Thread thread = new Thread(null, descent, "deep", STACK_BYTES);
    thread.start();
    thread.join();
  }

  private long descend(long depth) {
    long deeper;
    try {
      deeper = descend(depth + 1);
    } catch (StackOverflowError e) {
      deeper = 0;
    }
    if (!isDone) {
      try {
        attempt();
      } catch (StackOverflowError e) {
        attempts++; // not even that
      }
    }
    return deeper + depth;
  }

  private long descendUntil(String wanted) {
    long deeper;
    try {
      deeper = descendUntil(wanted);
    } catch (StackOverflowError e) {
      deeper = 0;
    }
    if (!last.equals(wanted)) {
      try {
        last = attempt.call();
      } catch (Throwable e) {
        last = "failed"; // one frame nearer to the start there is more room
      }
    }
    return deeper + 1;
  }

  private void attempt() {
    String outcome;
    try {
      outcome = attempt.call();
    } catch (Throwable e) {
      outcome = e.getClass().getName();
    }
    int end = outcome.indexOf(':');
    String kind = end < 0 ? outcome : outcome.substring(0, end);
    outcomes.merge(kind, 1, Integer::sum);
    boolean isPlain = kind.contains("Exception") || kind.equals(OF_ITSELF);
    alike = kind.equals(last) && isPlain ? alike + 1 : 0;
    last = kind;
    isDone = alike >= ALIKE || ++attempts >= MOST_ATTEMPTS;
  }

  /**
   * Protects another text at each depth of a stack.
   *
   * @return how many: those with the numbers below it
   */
  static int protectAtEachDepth() throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    Exhaustion all =
        new Exhaustion(
            () -> {
              int number = next.get();
              Flowguard.protect(CATEGORY, text(number));
              next.set(number + 1); // not before: one that was thrown out of is tried again
              goDown(ENOUGH_FRAMES); // as a call does not throw, this says how deep it was
              return OF_ITSELF;
            });
    all.run(() -> all.descend(0));
    return next.get();
  }

  private static int goDown(int frames) {
    return frames == 0 ? 0 : goDown(frames - 1) + 1;
  }

  /**
   * Protects texts while so many KiB of the heap are left.
   *
   * @return how many: those with the numbers below it
   */
  static int protectWithRoom(int kib) {
    String[] texts = new String[FULL_TEXTS];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = text(i);
    }
    int[] captured = new int[1];
    withRoom(
        kib,
        () -> {
          for (String each : texts) {
            Flowguard.protect(CATEGORY, each);
            captured[0]++;
          }
          return "protected";
        });
    return captured[0];
  }

  /** A sentence that no other number has a run of words of. */
  static String text(int number) {
    StringBuilder text = new StringBuilder();
    long state = number * 0x9e3779b97f4a7c15L + 1;
    for (int i = 0; i < 14; i++) {
      for (int k = 0; k < 7; k++) {
        state = state * 6364136223846793005L + 1442695040888963407L;
        text.append((char) ('a' + (state >>> 33) % 26));
      }
      text.append(' ');
    }
    return text.toString();
  }

  /** Tries with so many KiB of the heap left, and gives the rest back afterwards. */
  static String withRoom(int kib, Callable<String> attempt) {
    Object[] large = new Object[1 << 12];
    Object[] small = new Object[1 << 15];
    fill(large, 256 << 10);
    int filled = fill(small, 2 << 10);
    for (int i = 0; i < kib / 2 && filled > 0; i++) {
      small[--filled] = null;
    }
    String outcome;
    try {
      outcome = attempt.call();
    } catch (Throwable e) {
      outcome = "failed";
    }
    Arrays.fill(large, null);
    Arrays.fill(small, null);
    return outcome;
  }

  private static int fill(Object[] all, int bytes) {
    int at = 0;
    try {
      while (at < all.length) {
        all[at] = new byte[bytes];
        at++;
      }
    } catch (OutOfMemoryError e) {
      return at;
    }
    return at;
  }
}
