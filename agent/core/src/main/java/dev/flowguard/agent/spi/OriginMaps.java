package dev.flowguard.agent.spi;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The maps in which origins wait for their requests. An object of a client that an application
 * holds in a static field would never be collected if its origin, in a map of the guard, held the
 * classes of that application: origins that have waited for long no longer do.
 *
 * <p>Thread-safe.
 */
public final class OriginMaps {
  /** Between two looks at the same origin; after the second it holds no class. */
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The most callers named at a time; most of those left are collected before it is their turn. */
  private static final int AT_A_TIME = 256;

  /** Weak, because a client that is unloaded takes its gates and their maps with it. */
  private static final List<WeakReference<WeakIdentityMap<Object, Origin>>> MAPS =
      new CopyOnWriteArrayList<>();

  private static volatile long lastLook = System.nanoTime();

  private OriginMaps() {}

  /** A map of origins, by objects of a client. */
  public static WeakIdentityMap<Object, Origin> create() {
    WeakIdentityMap<Object, Origin> map = new WeakIdentityMap<>(lost -> {});
    MAPS.add(new WeakReference<>(map));
    return map;
  }

  /** Looks at the maps now and then. For the watch. */
  public static void look() {
    long now = System.nanoTime();
    if (now - lastLook >= INTERVAL_NANOS) {
      lastLook = now;
      settle();
    }
  }

  /** Names the callers of what was there at the last call already. */
  static void settle() {
    int left = AT_A_TIME;
    for (WeakReference<WeakIdentityMap<Object, Origin>> each : MAPS) {
      WeakIdentityMap<Object, Origin> map = each.get();
      if (map == null) {
        MAPS.remove(each);
        continue;
      }
      for (Origin origin : map.values()) {
        left -= left > 0 && origin.settle() ? 1 : 0;
      }
    }
  }
}
