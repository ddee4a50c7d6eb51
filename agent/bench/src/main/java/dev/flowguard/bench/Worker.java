package dev.flowguard.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The program that sends. Reads lines of {@code URL KIND SIZE THREADS REQUESTS}, sends so many
 * requests with so many threads, and prints a line: median microseconds of a request, and CPU
 * microseconds and allocated bytes of the process for each.
 */
public final class Worker {
  private Worker() {}

  /**
   * @param arguments the name of the client
   */
  public static void main(String[] arguments) {
    try {
      work(arguments);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1); // threads of clients would keep the process
    }
    System.exit(0);
  }

  private static void work(String[] arguments) throws Exception {
    Sender sender = Sender.ALL.get(String.join(" ", arguments)).get();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      byte[] body = Bodies.of(words[1], Integer.parseInt(words[2]));
      System.out.println(
          send(
              sender,
              words[0],
              body,
              words[1].equals("leak"),
              Integer.parseInt(words[3]),
              Integer.parseInt(words[4])));
    }
  }

  private static String send(
      Sender sender, String url, byte[] body, boolean isStopped, int threads, int requests)
      throws Exception {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    long bytesBefore = allocated();
    long cpuBefore = system.getProcessCpuTime();
    List<Future<long[]>> all = new ArrayList<>();
    int each = Math.max(1, requests / threads);
    for (int i = 0; i < threads; i++) {
      all.add(pool.submit(() -> send(sender, url, body, isStopped, each)));
    }
    long[] times = new long[threads * each];
    int at = 0;
    for (Future<long[]> one : all) {
      System.arraycopy(one.get(), 0, times, at, each);
      at += each;
    }
    long cpu = system.getProcessCpuTime() - cpuBefore;
    long bytes = allocated() - bytesBefore;
    pool.shutdown();
    Arrays.sort(times);
    return String.format(
        Locale.ROOT,
        "%.2f %.2f %.0f",
        times[times.length / 2] / 1e3,
        cpu / 1e3 / times.length,
        (double) bytes / times.length);
  }

  private static long[] send(Sender sender, String url, byte[] body, boolean isStopped, int count)
      throws Exception {
    long[] times = new long[count];
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      post(sender, url, body, isStopped);
      times[i] = System.nanoTime() - start;
    }
    return times;
  }

  /** A request that is stopped fails, in the way of its client; no other one may. */
  private static void post(Sender sender, String url, byte[] body, boolean isStopped)
      throws Exception {
    try {
      int status = sender.post(url, body);
      if (status != 204) {
        throw new IllegalStateException("status " + status);
      }
    } catch (Exception e) {
      if (!isStopped) {
        throw e;
      }
    }
  }

  /** Bytes that the threads of this process have allocated, those that have ended left out. */
  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(0, bytes);
    }
    return sum;
  }
}
