package dev.flowguard.agent.startup;

import dev.flowguard.agent.guard.EnforcingGuard;
import dev.flowguard.agent.link.CoreBridge;
import dev.flowguard.agent.source.ClassPath;
import dev.flowguard.agent.status.GuardState;
import dev.flowguard.agent.status.SourceStatus;
import dev.flowguard.agent.status.StatusBoard;
import dev.flowguard.agent.tap.OpenTaps;
import dev.flowguard.agent.thread.Look;
import dev.flowguard.agent.watch.FilesWatch;
import dev.flowguard.agent.watch.ProblemLines;
import dev.flowguard.agent.watch.WatchThread;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What parts of the guard call of each other, as {@link Startup} joins them. Classes, and not
 * lambdas: they are made before {@code main}, where each lambda costs a start more than a class.
 */
final class Callbacks {
  private Callbacks() {}

  /** Wakes the thread that captures. */
  static Runnable wake(CaptureThread thread) {
    return new Runnable() {
      @Override
      public void run() {
        thread.wake();
      }
    };
  }

  /** Wakes a watch. */
  static Runnable wake(WatchThread thread) {
    return new Runnable() {
      @Override
      public void run() {
        thread.wake();
      }
    };
  }

  /** Has what is read again captured again. */
  static Runnable forget(OpenTaps taps) {
    return new Runnable() {
      @Override
      public void run() {
        taps.forgotten();
      }
    };
  }

  /** Waits until declared files were read for the first time. */
  static Runnable awaitFirst(FilesWatch files) {
    return new Runnable() {
      @Override
      public void run() {
        files.awaitFirst();
      }
    };
  }

  /** Shows the state of the guard to {@code doctor}. */
  static Runnable update(StatusBoard board) {
    return new Runnable() {
      @Override
      public void run() {
        board.look();
      }
    };
  }

  /** Prints what nobody has printed. */
  static Runnable print(ProblemLines lines) {
    return new Runnable() {
      @Override
      public void run() {
        lines.look();
      }
    };
  }

  /**
   * Records the start when the JVM ends within its first second. One that has loaded no client and
   * gives nobody a reason to look at it leaves nothing: a short tool makes no folder.
   */
  static Look end(Announcement announcement, StatusSource status) {
    return new Look() {
      @Override
      public void look() {
        if (!status.isUneventful()) {
          announcement.look();
        }
      }
    };
  }

  /** Shows problems that were found or solved. */
  static Runnable showProblems(Startup startup) {
    return new Runnable() {
      @Override
      public void run() {
        startup.showProblems();
      }
    };
  }

  /** Whether a host belongs to a processor of the policy in force. */
  static Predicate<String> isProcessor(Startup startup) {
    return new Predicate<>() {
      @Override
      public boolean test(String host) {
        return startup.isProcessor(host);
      }
    };
  }

  /** Whether it is proved that values can be captured. */
  static BooleanSupplier isProved(EnforcingGuard guard) {
    return new BooleanSupplier() {
      @Override
      public boolean getAsBoolean() {
        return guard.isProved();
      }
    };
  }

  /** Notes a fault of a watch. */
  static BiConsumer<String, Throwable> failed(EnforcingGuard guard) {
    return new BiConsumer<>() {
      @Override
      public void accept(String where, Throwable fault) {
        guard.failedOutside(where, fault);
      }
    };
  }

  /** Jars and folders that classes have been loaded from. */
  static Supplier<Set<File>> classPath(Instrumentation instrumentation) {
    return new Supplier<>() {
      @Override
      public Set<File> get() {
        return ClassPath.of(instrumentation.getAllLoadedClasses());
      }
    };
  }

  /** Captures that were lost on the way to the guard. */
  static LongSupplier lostCaptures() {
    return new LongSupplier() {
      @Override
      public long getAsLong() {
        return CoreBridge.lostCaptures();
      }
    };
  }

  /** Takes why nothing is judged. */
  static Consumer<List<String>> unguarded(StatusSource status) {
    return new Consumer<>() {
      @Override
      public void accept(List<String> reasons) {
        status.unguarded(reasons);
      }
    };
  }

  /** The state that is announced. */
  static Supplier<GuardState> lastingState(StatusSource status) {
    return new Supplier<>() {
      @Override
      public GuardState get() {
        return status.lastingState();
      }
    };
  }

  /** What became of each declared source. */
  static Supplier<List<SourceStatus>> sources(StatusSource status) {
    return new Supplier<>() {
      @Override
      public List<SourceStatus> get() {
        return status.sources();
      }
    };
  }
}
