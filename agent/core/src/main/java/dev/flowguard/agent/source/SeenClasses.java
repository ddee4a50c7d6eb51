package dev.flowguard.agent.source;

import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which classes were looked at, for each loader, which it does not hold. A name takes eight bytes
 * of a table that is at most half full: any class of an application is looked at. Thread-safe.
 */
final class SeenClasses {
  private static final int FIRST_SIZE = 64;
  private static final long PRIME = 0x100000001b3L;
  private static final long START = 0xcbf29ce484222325L;

  private final Map<ClassLoader, Names> byLoader = new WeakHashMap<>();

  /**
   * Adds a class.
   *
   * @param name with dots or slashes
   */
  synchronized void add(ClassLoader loader, String name) {
    Names names = byLoader.get(loader);
    if (names == null) {
      names = new Names();
      byLoader.put(loader, names);
    }
    names.add(hash(name));
  }

  synchronized boolean has(@Nullable ClassLoader loader, String name) {
    Names names = byLoader.get(loader);
    return names != null && names.has(hash(name));
  }

  /** Two names of a million share one with a probability below 1 to 30 million; never 0. */
  private static long hash(String name) {
    long hash = START;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      hash = (hash ^ (c == '/' ? '.' : c)) * PRIME;
    }
    hash ^= hash >>> 32;
    return hash == 0 ? 1 : hash;
  }

  /** An open table of hashes; 0 is an empty place. */
  private static final class Names {
    private long[] table = new long[FIRST_SIZE];
    private int size;

    void add(long hash) {
      if (2 * (size + 1) > table.length) {
        long[] old = table;
        table = new long[2 * old.length];
        for (long each : old) {
          if (each != 0) {
            table[place(each)] = each;
          }
        }
      }
      int place = place(hash);
      if (table[place] == 0) {
        table[place] = hash;
        size++;
      }
    }

    boolean has(long hash) {
      return table[place(hash)] == hash;
    }

    /** Where it is, or would be. */
    private int place(long hash) {
      int at = (int) hash & table.length - 1;
      while (table[at] != 0 && table[at] != hash) {
        at = at + 1 & table.length - 1;
      }
      return at;
    }
  }
}
