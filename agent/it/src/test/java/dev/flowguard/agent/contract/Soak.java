package dev.flowguard.agent.contract;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;

/**
 * Mixed traffic of many threads that share one sender, in the forked JVM, and what the JVM holds
 * between times.
 */
final class Soak {
  private static final int THREADS = 50;
  private static final int REST_SECONDS = 40;
  private static final int MOST_UNEXPECTED = 20;
  private static final int LARGE = 200_000;
  private static final Map<String, String> FORM =
      Map.of("Content-Type", "application/x-www-form-urlencoded");
  private static final Pattern LOADERS = Pattern.compile("Total = (\\d+)");

  private final Sender sender;
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unexpectedCount = new AtomicInteger();
  private final AtomicLong allowed = new AtomicLong();
  private final AtomicLong stopped = new AtomicLong();
  private volatile boolean isRunning;

  Soak(Sender sender) {
    this.sender = sender;
  }

  /**
   * start, kinds (joined by commas), whether to send without waiting too, the protected text, and
   * urls: of a processor, of an own host, of a processor at a server of its own. Or: rest; figures;
   * unexpected.
   */
  String run(String[] command) throws Exception {
    switch (command[1]) {
      case "start":
        start(command);
        return "started";
      case "rest":
        return rest();
      case "figures":
        return figures();
      case "unexpected":
        return unexpectedCount + " " + unexpected;
      default:
        throw new IllegalArgumentException(command[1]);
    }
  }

  private void start(String[] command) {
    Set<Sender.Kind> kinds = EnumSet.noneOf(Sender.Kind.class);
    for (String kind : command[2].split(",")) {
      kinds.add(Sender.Kind.valueOf(kind));
    }
    boolean later = Boolean.parseBoolean(command[3]);
    byte[] secret = Base64.getDecoder().decode(command[4]);
    byte[] ownSecret = concat("own=1&".getBytes(StandardCharsets.US_ASCII), secret);
    isRunning = true;
    for (int i = 0; i < THREADS; i++) {
      List<Sender.Kind> all = List.copyOf(kinds);
      int first = i;
      Thread thread =
          new Thread(
              () -> {
                for (int turn = first; isRunning; turn++) {
                  ThreadLocalRandom random = ThreadLocalRandom.current();
                  Sender.Kind kind = all.get(random.nextInt(all.size()));
                  boolean waits = !later || random.nextBoolean();
                  switch (turn % 4) {
                    case 0:
                      pass(command[5], kind, harmless(random.nextInt(20) == 0), waits);
                      break;
                    case 1:
                      stop(command[5], kind, secret, waits);
                      break;
                    case 2:
                      pass(command[6], kind, ownSecret, waits);
                      break;
                    default:
                      stop(command[7], kind, secret, waits);
                      break;
                  }
                }
              },
              "soak-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private static byte[] harmless(boolean isLarge) {
    byte[] body = new byte[isLarge ? LARGE : 300];
    byte[] word = "note=fine&more=harmless&".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < body.length; i++) {
      body[i] = word[i % word.length];
    }
    return body;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private void pass(String url, Sender.Kind kind, byte[] body, boolean waits) {
    try {
      int status = send(url, kind, body, waits);
      if (status == 200) {
        allowed.incrementAndGet();
      } else {
        unexpected("status " + status + " for " + kind);
      }
    } catch (Throwable e) {
      unexpected("to be let pass, " + kind + ": " + Driver.chain(e));
    }
  }

  private void stop(String url, Sender.Kind kind, byte[] body, boolean waits) {
    try {
      unexpected("leaked with status " + send(url, kind, body, waits) + " as " + kind);
    } catch (Throwable e) {
      String chain = Driver.chain(e);
      if (chain.contains("BlockedRequestException: Blocked") && chain.contains("chat")) {
        stopped.incrementAndGet();
      } else {
        unexpected("to be stopped, " + kind + ": " + chain);
      }
    }
  }

  private int send(String url, Sender.Kind kind, byte[] body, boolean waits) throws Exception {
    Sender.Request request = new Sender.Request("POST", url, FORM, kind, body, 7);
    return waits ? sender.send(request) : sender.sendLater(request);
  }

  private void unexpected(String what) {
    if (unexpectedCount.incrementAndGet() <= MOST_UNEXPECTED) {
      unexpected.add(what);
    }
  }

  /** Ends the traffic; what is on its way comes to its end. */
  private String rest() throws InterruptedException {
    isRunning = false;
    int stuck = 0;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(REST_SECONDS);
    for (Thread thread : threads) {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      stuck += thread.isAlive() ? 1 : 0;
    }
    threads.clear();
    return "allowed="
        + allowed.getAndSet(0)
        + " stopped="
        + stopped.getAndSet(0)
        + " unexpected="
        + unexpectedCount
        + " stuck="
        + stuck;
  }

  private static String figures() throws Exception {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100); // collected buffers and loaders are seen to by others
    }
    Runtime runtime = Runtime.getRuntime();
    long[] deadlocked = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
    return "threads="
        + ManagementFactory.getThreadMXBean().getThreadCount()
        + " descriptors="
        + ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getOpenFileDescriptorCount()
        + " classes="
        + ManagementFactory.getClassLoadingMXBean().getLoadedClassCount()
        + " loaders="
        + loaders()
        + " heapKib="
        + (runtime.totalMemory() - runtime.freeMemory()) / 1024
        + " deadlocked="
        + (deadlocked == null ? 0 : deadlocked.length);
  }

  /** Class loaders, as {@code jcmd VM.classloader_stats} counts them. */
  private static int loaders() throws Exception {
    Object statistics =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "vmClassloaderStats",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    Matcher total = LOADERS.matcher(statistics.toString());
    if (!total.find()) {
      throw new IllegalStateException("no total in " + statistics);
    }
    return Integer.parseInt(total.group(1));
  }
}
