package dev.flowguard.agent.contract;

import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Has Netty look for buffers that nobody released, and fails the sender that left one. */
final class LeakLog {
  private static final AtomicReference<String> LEAK = new AtomicReference<>();

  /** Held: the log manager alone would let it go. */
  private static final Logger LOGGER = Logger.getLogger("io.netty.util.ResourceLeakDetector");

  private LeakLog() {}

  /** Before Netty is loaded. To note where each buffer came from allocates a lot. */
  static void watch() {
    String level = System.getProperty("contract.leaks", "paranoid");
    System.setProperty("io.netty.leakDetection.level", level);
    System.setProperty("io.netty.leakDetectionLevel", level);
    LOGGER.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            if (String.valueOf(entry.getMessage()).contains("LEAK")) {
              LEAK.compareAndSet(null, entry.getMessage());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
  }

  /** Throws if a leak was logged; every so often it helps the detector to see one. */
  static void check() {
    String leak = LEAK.get();
    if (leak != null) {
      throw new IllegalStateException("a buffer leaked: " + leak);
    }
  }
}
