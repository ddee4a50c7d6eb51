package dev.flowguard.agent.weave;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Names of classes that were dealt with, for each loader, which it does not hold. Thread-safe. */
final class WovenClasses {
  private final Map<ClassLoader, Set<String>> byLoader = new WeakHashMap<>();
  private final Set<String> ofBoot = new HashSet<>();

  synchronized void add(@Nullable ClassLoader loader, String className) {
    of(loader).add(className);
  }

  synchronized boolean has(@Nullable ClassLoader loader, String className) {
    Set<String> names = loader == null ? ofBoot : byLoader.get(loader);
    return names != null && names.contains(className);
  }

  private Set<String> of(@Nullable ClassLoader loader) {
    if (loader == null) {
      return ofBoot;
    }
    Set<String> names = byLoader.get(loader);
    if (names == null) {
      names = new HashSet<>();
      byLoader.put(loader, names);
    }
    return names;
  }
}
