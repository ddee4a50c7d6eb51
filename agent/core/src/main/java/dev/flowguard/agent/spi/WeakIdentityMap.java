package dev.flowguard.agent.spi;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Attaches a value to an object of a client for as long as the object lives, by identity: clients'
 * own {@code equals} must not matter, and a thread-local would not follow the request to another
 * thread. Thread-safe; a look-up allocates nothing and takes no lock while the map is empty.
 *
 * <p>Objects whose value nobody removes stay until they are collected, which with a large heap is a
 * great many requests later; a look-up takes the same time however many there are.
 */
public final class WeakIdentityMap<K, V> {
  /** Binary digits of a hash that choose the stripe. */
  private static final int STRIPE_BITS = 6;

  private static final int STRIPES = 1 << STRIPE_BITS;

  private final ReferenceQueue<Object> gone = new ReferenceQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final Stripe[] stripes = new Stripe[STRIPES];
  private final Consumer<V> lost;

  /**
   * @param lost takes the value of an object that was collected before its value was removed
   */
  public WeakIdentityMap(Consumer<V> lost) {
    this.lost = lost;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  /** True if no object has a value. */
  public boolean isEmpty() {
    return size.get() == 0;
  }

  /** The value of a key, or null. */
  public @Nullable V get(K key) {
    if (isEmpty()) {
      return null;
    }
    return find(key, false);
  }

  /** Takes the value of a key out, or null. */
  public @Nullable V remove(K key) {
    if (isEmpty()) {
      return null;
    }
    return find(key, true);
  }

  /** Attaches a value, and returns the one that it replaces, or null. */
  public @Nullable V put(K key, V value) {
    purge();
    int hash = System.identityHashCode(key);
    Stripe stripe = stripe(hash);
    synchronized (stripe) {
      // First both that need memory: without it nothing changes.
      stripe.fit();
      Entry entry = new Entry(key, hash, value, gone);
      Entry before = take(stripe, key, hash);
      if (before == null) {
        size.incrementAndGet();
      }
      int place = stripe.place(hash);
      entry.next = stripe.table[place];
      stripe.table[place] = entry;
      stripe.count++;
      return before == null ? null : value(before);
    }
  }

  /** What is in the map, also of objects that are waiting to be collected. */
  List<V> values() {
    purge();
    List<V> values = new ArrayList<>();
    for (Stripe stripe : stripes) {
      synchronized (stripe) {
        for (Entry first : stripe.table) {
          for (Entry at = first; at != null; at = at.next) {
            values.add(value(at));
          }
        }
      }
    }
    return values;
  }

  private @Nullable V find(K key, boolean remove) {
    int hash = System.identityHashCode(key);
    Stripe stripe = stripe(hash);
    synchronized (stripe) {
      if (remove) {
        Entry taken = take(stripe, key, hash);
        if (taken == null) {
          return null;
        }
        size.decrementAndGet();
        return value(taken);
      }
      for (Entry at = stripe.table[stripe.place(hash)]; at != null; at = at.next) {
        if (at.hash == hash && at.refersTo(key)) {
          return value(at);
        }
      }
      return null;
    }
  }

  @SuppressWarnings("unchecked") // put() takes nothing but a V
  private V value(Entry entry) {
    return (V) entry.value;
  }

  private static @Nullable Entry take(Stripe stripe, Object key, int hash) {
    Entry before = null;
    for (Entry at = stripe.table[stripe.place(hash)]; at != null; before = at, at = at.next) {
      if (at.hash == hash && at.refersTo(key)) {
        unlink(stripe, before, at);
        return at;
      }
    }
    return null;
  }

  private void purge() {
    for (Reference<?> dead = gone.poll(); dead != null; dead = gone.poll()) {
      int hash = ((Entry) dead).hash;
      Entry taken = take(stripe(hash), (Entry) dead, hash);
      if (taken != null) {
        size.decrementAndGet();
        lost.accept(value(taken)); // under no lock: it may do much
      }
    }
  }

  /** Takes an entry out; null if somebody else has. */
  private static @Nullable Entry take(Stripe stripe, Entry wanted, int hash) {
    synchronized (stripe) {
      Entry before = null;
      for (Entry at = stripe.table[stripe.place(hash)]; at != null; before = at, at = at.next) {
        if (at == wanted) {
          unlink(stripe, before, at);
          return at;
        }
      }
      return null;
    }
  }

  private static void unlink(Stripe stripe, @Nullable Entry before, Entry at) {
    if (before == null) {
      stripe.table[stripe.place(at.hash)] = at.next;
    } else {
      before.next = at.next;
    }
    stripe.count--;
  }

  private Stripe stripe(int hash) {
    return stripes[(hash ^ hash >>> 12) & STRIPES - 1];
  }

  /** A part of the map under a lock of its own. */
  private static final class Stripe {
    private static final int SMALLEST = 2;

    /** Table places for each entry, above which it is made smaller. */
    private static final int SPARSE = 8;

    /** Chains of entries; as many as a power of two. */
    private @Nullable Entry[] table = new @Nullable Entry[SMALLEST];

    private int count;

    /** The chain of a hash: of the digits that did not choose the stripe. */
    int place(int hash) {
      return hash >>> STRIPE_BITS & table.length - 1;
    }

    /** Makes room for one more entry, or gives room back. */
    void fit() {
      if (count >= table.length) {
        resize(table.length * 2);
      } else if (table.length > SMALLEST && count < table.length / SPARSE) {
        resize(table.length / 2);
      }
    }

    /**
     * Calls nothing once it has begun to move entries: at the end of a stack it would lose some.
     */
    private void resize(int length) {
      @Nullable Entry[] next;
      try {
        next = new @Nullable Entry[length];
      } catch (OutOfMemoryError e) {
        return; // longer chains do as well
      }
      for (Entry first : table) {
        Entry at = first;
        while (at != null) {
          Entry after = at.next;
          int place = at.hash >>> STRIPE_BITS & length - 1;
          at.next = next[place];
          next[place] = at;
          at = after;
        }
      }
      table = next;
    }
  }

  private static final class Entry extends WeakReference<Object> {
    private final int hash;
    private final Object value;
    private @Nullable Entry next;

    Entry(Object key, int hash, Object value, ReferenceQueue<Object> queue) {
      super(key, queue);
      this.hash = hash;
      this.value = value;
    }
  }
}
