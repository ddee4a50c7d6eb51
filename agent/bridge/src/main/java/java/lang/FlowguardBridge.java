package java.lang;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What woven code calls. The guard defines this class into {@code java.base} at run time, so that
 * every class loader sees it, also those that pass only {@code java.*} on to their parents.
 *
 * <p>It knows no type of the guard: the core extends it and is installed once. Until then, and
 * after a refusal to install, every call does nothing. A call allocates nothing by itself; what the
 * core throws reaches the woven method as it is.
 */
public abstract class FlowguardBridge {
  private static volatile FlowguardBridge core;

  /** Written without a call, for which there may be no stack; about right is enough. */
  private static int lost;

  /** What each flowguard-api has counted: an application may have one of its own. */
  private static volatile WeakReference<?>[] misses = {};

  protected FlowguardBridge() {}

  /** Installs the core; false if there is one already. */
  public static synchronized boolean install(FlowguardBridge installed) {
    if (core != null || installed == null) {
      return false;
    }
    core = installed;
    return true;
  }

  /**
   * At the start of a woven method.
   *
   * @param self the object, or null in a static method
   * @param site the woven class
   * @param hook number of the hook point
   */
  public static void enter(Object self, Object a, Object b, Object c, Class<?> site, int hook)
      throws Exception {
    FlowguardBridge to = core;
    if (to != null) {
      to.onEnter(self, a, b, c, site, hook);
    }
  }

  /** At the start of a woven method; what is not null is returned in place of running it. */
  public static Object answer(Object self, Object a, Object b, Object c, Class<?> site, int hook)
      throws Exception {
    FlowguardBridge to = core;
    return to == null ? null : to.onAnswer(self, a, b, c, site, hook);
  }

  /**
   * Where a woven method has a value in hand: an argument, the receiver of a call, a field just
   * read, what it is about to return. Answers what to use in its place.
   *
   * @param owner what the value belongs to, as the hook point says
   */
  public static Object filter(Object owner, Object value, Class<?> site, int hook)
      throws Exception {
    FlowguardBridge to = core;
    return to == null ? value : to.onFilter(owner, value, site, hook);
  }

  /** At the start of a method that a tap looks at. Never throws. */
  public static void before(Object self, Object a, Object b, Object c, Class<?> site, int hook) {
    try {
      FlowguardBridge to = core;
      if (to != null) {
        to.onBefore(self, a, b, c, site, hook);
      }
    } catch (Throwable e) {
      lost++;
    }
  }

  /**
   * Where a method that a tap looks at is about to return. Never throws.
   *
   * @param returned as an object; null where the method returns nothing
   */
  public static void after(
      Object returned, Object self, Object a, Object b, Object c, Class<?> site, int hook) {
    try {
      FlowguardBridge to = core;
      if (to != null) {
        to.onAfter(returned, self, a, b, c, site, hook);
      }
    } catch (Throwable e) {
      lost++;
    }
  }

  /** A value that a declared source has handled. Never throws. */
  public static void captured(Object value, int source) {
    try {
      FlowguardBridge to = core;
      if (to != null) {
        to.onCaptured(value, source);
      }
    } catch (Throwable e) {
      lost++;
    }
  }

  /** The call of a flowguard-api that knows no owners; document may be null. Never throws. */
  public static void protect(String category, Object value, String document) {
    protect(category, value, null, document);
  }

  /**
   * The application's own call to protect a value; owner and document may be null. Never throws.
   */
  public static void protect(String category, Object value, String owner, String document) {
    try {
      FlowguardBridge to = core;
      if (to != null) {
        to.onProtect(category, value, owner, document);
      }
    } catch (Throwable e) {
      lost++;
    }
  }

  /** The call of a flowguard-api that asks for no counts. Never throws. */
  public static void forget(String document) {
    forgetDocument(document);
  }

  /**
   * The application's own call to forget what is known of a document; answers how many values that
   * were, or -1 where that is not known. Never throws.
   */
  public static int forgetDocument(String document) {
    try {
      FlowguardBridge to = core;
      return to == null ? 0 : to.onForget(document);
    } catch (Throwable e) {
      lost++;
      return -1;
    }
  }

  /**
   * The application's own call to forget what is known of an owner; answers how many values that
   * were, or -1 where that is not known. Never throws.
   */
  public static int forgetOwner(String owner) {
    try {
      FlowguardBridge to = core;
      return to == null ? 0 : to.onForgetOwner(owner);
    } catch (Throwable e) {
      lost++;
      return -1;
    }
  }

  /**
   * The application's own call to allow a host for what the running thread sends.
   *
   * @return a {@link Runnable} that ends it, a {@link String} that says what is wrong with the
   *     arguments, or null where there is no guard or it fails: then nothing is allowed
   */
  public static Object allow(String host, String reason) {
    try {
      FlowguardBridge to = core;
      return to == null ? null : to.onAllow(host, reason);
    } catch (Throwable e) {
      return null;
    }
  }

  /**
   * Has calls counted among the lost ones that ended in a flowguard-api before they came here. Its
   * class may be unloaded later, with what it has counted.
   *
   * @param missed their number, kept up to date and held by the flowguard-api
   */
  public static synchronized void countMissed(int[] missed) {
    int place = 0;
    while (place < misses.length && misses[place].get() != null) {
      place++;
    }
    WeakReference<?>[] with = Arrays.copyOf(misses, Math.max(misses.length, place + 1));
    with[place] = new WeakReference<>(missed);
    misses = with;
  }

  /** Calls of the methods above that an error ended, so that what they were for is lost. */
  public static int lost() {
    int all = lost;
    for (WeakReference<?> each : misses) {
      all += each.get() instanceof int[] missed ? missed[0] : 0;
    }
    return all;
  }

  /**
   * The class of this name if this loader has been recorded as one that loads it, else null. Loads
   * nothing.
   */
  public static Class<?> loaded(ClassLoader loader, String name) {
    return loader.findLoadedClass(name);
  }

  /**
   * Marks the running thread and all that it starts from now on, for those who listen; null takes
   * the mark away.
   */
  public static void mark(Object mark) {
    FlowguardBridge to = core;
    if (to != null) {
      to.onMark(mark);
    }
  }

  /**
   * Reports each judged request and each violation to a listener, on the thread that judged it,
   * with the mark of the thread that started the request.
   *
   * @return false if no guard is there
   */
  public static boolean listen(BiConsumer<Map<String, String>, Object> listener) {
    FlowguardBridge to = core;
    return to != null && to.onListen(listener);
  }

  /**
   * Has a place taken for a processor of the policy, besides its real ones.
   *
   * @return false if the policy does not name that processor, or no guard is there
   */
  public static boolean standIn(String processor, String host, int port) {
    FlowguardBridge to = core;
    return to != null && to.onStandIn(processor, host, port);
  }

  /** What the guard says of itself now, by name; null if none is there. */
  public static Map<String, String> status() {
    FlowguardBridge to = core;
    return to == null ? null : to.onStatus();
  }

  protected abstract void onEnter(
      Object self, Object a, Object b, Object c, Class<?> site, int hook) throws Exception;

  protected abstract Object onAnswer(
      Object self, Object a, Object b, Object c, Class<?> site, int hook) throws Exception;

  protected abstract Object onFilter(Object owner, Object value, Class<?> site, int hook)
      throws Exception;

  protected abstract void onBefore(
      Object self, Object a, Object b, Object c, Class<?> site, int hook);

  protected abstract void onAfter(
      Object returned, Object self, Object a, Object b, Object c, Class<?> site, int hook);

  protected abstract void onCaptured(Object value, int source);

  protected abstract void onProtect(String category, Object value, String owner, String document);

  protected abstract int onForget(String document);

  protected abstract int onForgetOwner(String owner);

  protected abstract Object onAllow(String host, String reason);

  protected abstract void onMark(Object mark);

  protected abstract boolean onListen(BiConsumer<Map<String, String>, Object> listener);

  protected abstract boolean onStandIn(String processor, String host, int port);

  protected abstract Map<String, String> onStatus();
}
