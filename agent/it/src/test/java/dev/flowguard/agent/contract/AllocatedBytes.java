package dev.flowguard.agent.contract;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;

/** What requests allocate, in the forked JVM. */
final class AllocatedBytes {
  /** The first ones load classes and open connections. */
  private static final int ROUNDS = 8;

  private static final String GUARD = "flowguard-";
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private AllocatedBytes() {}

  /**
   * Bytes that threads allocate for each request, those of the guard left out: the smallest mean of
   * some rounds.
   *
   * @param requests of one round
   */
  static long each(int requests, Runnable send) {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long[] threads = threads();
      long before = sum(threads);
      for (int i = 0; i < requests; i++) {
        send.run();
      }
      least = Math.min(least, (sum(threads) - before) / requests);
    }
    return least;
  }

  private static long[] threads() {
    long[] ids = THREADS.getAllThreadIds();
    int count = 0;
    for (ThreadInfo each : THREADS.getThreadInfo(ids)) {
      if (each != null && !each.getThreadName().startsWith(GUARD)) {
        ids[count++] = each.getThreadId();
      }
    }
    return Arrays.copyOf(ids, count);
  }

  private static long sum(long[] threads) {
    long sum = 0;
    for (long bytes : THREADS.getThreadAllocatedBytes(threads)) {
      sum += Math.max(0, bytes); // -1 for one that has ended
    }
    return sum;
  }
}
