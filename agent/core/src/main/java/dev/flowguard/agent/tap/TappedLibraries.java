package dev.flowguard.agent.tap;

import dev.flowguard.rules.vocabulary.SourceKind;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The servers, clients and drivers that taps are woven into, and what failed in them. A failure
 * counts for the kinds of sources that its library feeds. A fault of a tap is over when there was
 * none for ten minutes; a library that its taps do not fit stays reported. Thread-safe.
 */
final class TappedLibraries {
  private static final long OVER_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final Map<String, Library> all = new ConcurrentHashMap<>();

  /** One of them; guarded by itself. */
  private static final class Library {
    private final Set<SourceKind> woven = EnumSet.noneOf(SourceKind.class);
    private final Set<SourceKind> misfits = EnumSet.noneOf(SourceKind.class);
    private String misfit = "";
    private @Nullable String fault;
    private long faultAt;
  }

  private Library library(String name) {
    Library known = all.get(name);
    if (known == null) {
      Library added = new Library();
      known = all.putIfAbsent(name, added);
      known = known == null ? added : known;
    }
    return known;
  }

  /** A class of it was woven, for sources of these kinds. */
  void woven(String name, Set<SourceKind> kinds) {
    Library library = library(name);
    synchronized (library) {
      library.woven.addAll(kinds);
    }
  }

  /** It was built another way than the taps for these kinds of sources expect. */
  void misfit(String name, Set<SourceKind> kinds, String why) {
    Library library = library(name);
    synchronized (library) {
      library.misfits.addAll(kinds);
      library.misfit = why;
    }
  }

  /** A tap of it has failed at this time of {@link System#nanoTime}. */
  void failed(String name, String why, long now) {
    Library library = library(name);
    synchronized (library) {
      library.fault = why;
      library.faultAt = now;
    }
  }

  /** True if there is one that feeds sources of this kind. */
  boolean isWoven(SourceKind kind) {
    for (Library library : all.values()) {
      synchronized (library) {
        if (library.woven.contains(kind)) {
          return true;
        }
      }
    }
    return false;
  }

  /** What failed for sources of this kind, with the library's name, or null. */
  @Nullable String failure(SourceKind kind, long now) {
    for (Map.Entry<String, Library> each : all.entrySet()) {
      Library library = each.getValue();
      synchronized (library) {
        if (library.misfits.contains(kind)) {
          return each.getKey() + ": " + library.misfit;
        }
        // One that is not reported as woven yet may feed any kind.
        if (library.fault != null
            && now - library.faultAt < OVER_NANOS
            && (library.woven.isEmpty() || library.woven.contains(kind))) {
          return each.getKey() + ": " + library.fault;
        }
      }
    }
    return null;
  }
}
