package dev.flowguard.agent.spi;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Attaches a value to an object of a client for as long as the object lives, by identity: clients'
 * own {@code equals} must not matter, and a thread-local would not follow the request to another
 * thread. Thread-safe; a look-up allocates nothing and takes no lock while the map is empty.
 */
public final class WeakIdentityMap<K, V> {
  private static final int STRIPES = 64;

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
      Entry entry = new Entry(key, hash, value, gone); // first: without memory nothing changes
      Entry before = take(stripe, key, hash);
      if (before == null) {
        size.incrementAndGet();
      }
      entry.next = stripe.first;
      stripe.first = entry;
      return before == null ? null : value(before);
    }
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
      for (Entry at = stripe.first; at != null; at = at.next) {
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
    for (Entry at = stripe.first; at != null; before = at, at = at.next) {
      if (at.hash == hash && at.refersTo(key)) {
        unlink(stripe, before, at);
        return at;
      }
    }
    return null;
  }

  private void purge() {
    for (Reference<?> dead = gone.poll(); dead != null; dead = gone.poll()) {
      Stripe stripe = stripe(((Entry) dead).hash);
      synchronized (stripe) {
        Entry before = null;
        for (Entry at = stripe.first; at != null; before = at, at = at.next) {
          if (at == dead) {
            unlink(stripe, before, at);
            size.decrementAndGet();
            lost.accept(value(at));
            break;
          }
        }
      }
    }
  }

  private static void unlink(Stripe stripe, @Nullable Entry before, Entry at) {
    if (before == null) {
      stripe.first = at.next;
    } else {
      before.next = at.next;
    }
  }

  private Stripe stripe(int hash) {
    return stripes[(hash ^ hash >>> 12) & STRIPES - 1];
  }

  private static final class Stripe {
    @Nullable Entry first;
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
