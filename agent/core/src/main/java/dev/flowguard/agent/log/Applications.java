package dev.flowguard.agent.log;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The class loaders of the clients in use, the latest first: where an application's logging is
 * looked for if the thread of a request does not lead to it. Thread-safe; holds none of them fast.
 */
public final class Applications {
  private static final int MOST = 32;

  private final LinkedList<WeakReference<ClassLoader>> loaders = new LinkedList<>();

  /** Those of this JVM. */
  public static final Applications SEEN = new Applications();

  Applications() {}

  /** A client of this loader is used; null for the JDK's own. */
  public synchronized void seen(@Nullable ClassLoader loader) {
    if (loader == null) {
      return;
    }
    for (Iterator<WeakReference<ClassLoader>> all = loaders.iterator(); all.hasNext(); ) {
      ClassLoader each = all.next().get();
      if (each == loader) {
        return;
      }
      if (each == null) {
        all.remove();
      }
    }
    loaders.addFirst(new WeakReference<>(loader));
    if (loaders.size() > MOST) {
      loaders.removeLast();
    }
  }

  synchronized List<ClassLoader> latestFirst() {
    List<ClassLoader> found = new ArrayList<>();
    for (WeakReference<ClassLoader> each : loaders) {
      ClassLoader loader = each.get();
      if (loader != null) {
        found.add(loader);
      }
    }
    return found;
  }
}
