package dev.flowguard.agent.weave;

import dev.flowguard.agent.thread.GuardThread;
import dev.flowguard.agent.thread.Look;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.ref.WeakReference;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the hook points of all clients: one look-up for any other class.
 *
 * <p>Classes are found by their simple name, and then by the rest of their name, of which the
 * beginning may be renamed; then their methods must have the shape of the hook points. A class that
 * does not fit stays as it is, and its client is reported as uncovered if its gate decides.
 *
 * <p>A class that could not be woven because the stack or the memory ended, in the weaver or in the
 * JVM on its way there, is woven as soon as possible by another thread, and reported until it is.
 */
public final class HookTransformer implements ClassFileTransformer, Look {
  private static final long BETWEEN_LOOKS_MILLIS = 100;

  /** How long the loading of a class waits for the thread that weaves it. */
  private static final long WEAVE_MILLIS = 5_000;

  /** How long the loading of a class waits for one that is in use unwoven. */
  private static final long WEAVE_UNWOVEN_MILLIS = 2_000;

  private static final int LOOKS_SKIPPED = 10;

  /** What many classes' names begin with of which none is hooked; arrays too. */
  private static final String[] SKIPPED = {"java.", "[", "jdk.internal.reflect.", "dev.flowguard."};

  /** True once all that weaving needs is loaded. */
  private static volatile boolean isWarm;

  private final List<Client> clients;
  private final Map<String, List<Target>> targets = new HashMap<>();
  private final HookNumbers numbers;
  private final WeaveListener listener;
  private final Map<String, Boolean> fitted = new ConcurrentHashMap<>();

  /** Those of them that are hooked for their callers only. */
  private final Set<String> carriers = ConcurrentHashMap.newKeySet();

  private final Queue<Present> present = new ConcurrentLinkedQueue<>();

  /** Classes that were woven, or that do not fit. */
  private final WovenClasses done = new WovenClasses();

  /** Of clients that are judged: what only takes notes may be woven late. */
  private final Library[] libraries;

  /** Classes that were in use unwoven when another class of their library was loaded. */
  private final WovenClasses triedAtOnce = new WovenClasses();

  /** Classes that are known to be unwoven, each by client and name. */
  private final Set<Unwoven> reported = new HashSet<>();

  /** Classes that this has been asked about; races lose a count, but never all. */
  private volatile int asked;

  /** What the last attempt to weave ended in. */
  private volatile @Nullable Throwable failure;

  /** Clients of which something does not fit. */
  private final Set<String> misfits = ConcurrentHashMap.newKeySet();

  private int askedAtLook;
  private int looksSkipped;
  private final AtomicBoolean isLooking = new AtomicBoolean();
  private volatile boolean isWanted;
  private volatile @Nullable Instrumentation instrumentation;

  /** A class that is looked for. */
  private static final class Target {
    private final Client client;

    /** Internal name in the library. */
    private final String className;

    /** Null for a class that only shows that its client is there. */
    private final @Nullable ClassHooks hooks;

    /** With their numbers, once the class was met. */
    private @Nullable List<Woven> numbered;

    Target(Client client, String className, @Nullable ClassHooks hooks) {
      this.client = client;
      this.className = className;
      this.hooks = hooks;
    }

    synchronized List<Woven> numbered(ClassHooks hooks, HookNumbers numbers) {
      List<Woven> known = numbered;
      if (known == null) {
        known = numbers.number(client, hooks.hooks());
        numbered = known;
      }
      return known;
    }
  }

  /**
   * What is loaded together.
   *
   * @param beginning of the internal names of its classes
   * @param hooked internal names of those that are hooked
   */
  private record Library(String beginning, String[] hooked) {}

  /** A copy of a client that was met, of which hooked classes should be there too. */
  private record Present(Client client, Relocation relocation, WeakReference<ClassLoader> loader) {}

  /** A class in use that should be woven. */
  private record Unwoven(Client client, String name, String className) {}

  public HookTransformer(List<Client> clients, WeaveListener listener, HookNumbers numbers) {
    this.clients = List.copyOf(clients);
    this.listener = listener;
    this.numbers = numbers;
    Map<String, List<String>> hooked = new HashMap<>();
    for (Client client : clients) {
      for (ClassHooks each : client.classes()) {
        add(new Target(client, each.className(), each));
        if (each.matters()) {
          String library = Relocation.packageOf(each.className(), client.packages());
          String beginning = library == null ? packageOf(each.className()) : library + '/';
          listOf(beginning, hooked).add(each.className());
        }
      }
      if (client.presence() != null) {
        add(new Target(client, client.presence(), null));
      }
    }
    List<Library> all = new ArrayList<>();
    for (Map.Entry<String, List<String>> each : hooked.entrySet()) {
      all.add(new Library(each.getKey(), each.getValue().toArray(new String[0])));
    }
    this.libraries = all.toArray(new Library[0]);
  }

  private static String packageOf(String internalName) {
    return internalName.substring(0, internalName.lastIndexOf('/') + 1);
  }

  private void add(Target target) {
    listOf(simple(target.className), targets).add(target);
  }

  private static <V> List<V> listOf(String key, Map<String, List<V>> lists) {
    List<V> list = lists.get(key);
    if (list == null) {
      list = new ArrayList<>();
      lists.put(key, list);
    }
    return list;
  }

  private static String simple(String internalName) {
    return internalName.substring(internalName.lastIndexOf('/') + 1);
  }

  /** The clients whose classes are looked for. */
  public List<Client> clients() {
    return clients;
  }

  /**
   * For each client of which a class was seen, and each renamed copy of one: whether all that was
   * seen of it fitted.
   */
  public Map<String, Boolean> fitted() {
    return Map.copyOf(fitted);
  }

  /** The same without libraries that only carry callers, as their requests are judged below. */
  public Map<String, Boolean> gates() {
    Map<String, Boolean> gates = new HashMap<>(fitted);
    gates.keySet().removeAll(carriers);
    return gates;
  }

  /**
   * Adds this transformer and weaves what is loaded already, application classes of an AOT cache
   * included.
   */
  public void install(Instrumentation instrumentation) {
    if (!isWarm) {
      warmUp();
      isWarm = true;
    }
    instrumentation.addTransformer(this, true);
    this.instrumentation = instrumentation;
    weaveLoaded(instrumentation, true);
  }

  /**
   * Compares the loaded classes that are hooked with those that were woven, and weaves the rest.
   *
   * @param isFirst true for what was loaded before there was a guard, which is not a fault
   */
  private synchronized void weaveLoaded(Instrumentation jvm, boolean isFirst) {
    Set<Unwoven> left = new HashSet<>();
    for (Class<?> loaded : jvm.getAllLoadedClasses()) {
      List<Target> found = candidates(loaded);
      if (found == null) {
        continue;
      }
      String name = loaded.getName().replace('.', '/');
      for (Target target : found) {
        Relocation copy = Relocation.of(target.className, name, target.client.packages());
        if (copy == null) {
          continue;
        }
        if (target.hooks == null) {
          if (isFirst) {
            met(target.client, copy, loaded.getClassLoader());
          }
        } else if (!done.has(loaded.getClassLoader(), name)) {
          weaveLoaded(jvm, loaded, target.client, copy, isFirst, left);
        }
      }
    }
    for (Unwoven before : reported) {
      if (!left.contains(before)) {
        listener.recovered(before.client, before.name, before.className);
      }
    }
    reported.clear();
    reported.addAll(left);
  }

  private void weaveLoaded(
      Instrumentation jvm,
      Class<?> loaded,
      Client client,
      Relocation copy,
      boolean isFirst,
      Set<Unwoven> left) {
    String name = nameOf(client, copy);
    if (!isFirst) {
      fits(client, name, false);
      listener.unwoven(
          client, name, loaded.getName(), "it was loaded where the JVM could not weave it");
    }
    failure = null;
    try {
      jvm.retransformClasses(loaded);
    } catch (Throwable e) {
      failure = e;
    }
    if (done.has(loaded.getClassLoader(), loaded.getName().replace('.', '/'))) {
      if (!isFirst) {
        fits(client, name, !misfits.contains(name));
        listener.recovered(client, name, loaded.getName());
      }
      return;
    }
    fits(client, name, false);
    Throwable why = failure;
    listener.unwoven(
        client,
        name,
        loaded.getName(),
        why == null ? "the JVM does not ask for it" : why.toString());
    left.add(new Unwoven(client, name, loaded.getName()));
  }

  private void fits(Client client, String name, boolean fits) {
    fitted.put(name, fits);
    noteCarrier(client, name);
  }

  private void noteCarrier(Client client, String name) {
    if (!client.isJudged()) {
      carriers.add(name);
    }
  }

  /** What may be looked for under the name of a loaded class, or null; allocates only then. */
  private @Nullable List<Target> candidates(Class<?> loaded) {
    String name = loaded.getName();
    // First what most classes of a start are: each of them is asked about.
    for (String beginning : SKIPPED) {
      if (name.startsWith(beginning)) {
        return null;
      }
    }
    if (loaded.getClassLoader() == HookTransformer.class.getClassLoader()) {
      return null;
    }
    return targets.get(name.substring(name.lastIndexOf('.') + 1));
  }

  /** Loads all that weaving needs, so that the transformer is never asked for its own classes. */
  private void warmUp() {
    try (var own = HookTransformer.class.getResourceAsStream("Woven.class")) {
      if (own != null) {
        Client client = new Client("", List.of(), null, List.of(), List.of());
        HookPoint point =
            HookPoint.answerAll(
                "dev/flowguard/agent/weave/Woven", "toString", "()Ljava/lang/String;", "");
        Weaver.weave(own.readAllBytes(), numbers.number(client, List.of(point)));
        Elsewhere elsewhere = weaveElsewhere(List.of(), null, "", new byte[0]);
        elsewhere.run(0);
        elsewhere.woven();
        lookElsewhere();
        FlowguardBridge.loaded(HookTransformer.class.getClassLoader(), "");
        done.add(null, "");
        done.add(HookTransformer.class.getClassLoader(), "");
        if (Relocation.isSameShape("(La/b/C;)V", "(Lx/a/b/C;)V", List.of("a"))) {
          present.add(new Present(client, Relocation.NONE, new WeakReference<>(null)));
          present.poll();
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException("the weaver does not work in this JVM", e);
    }
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String className,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    try {
      // The copy of a client that the guard itself sends alerts with is exempt, and nothing else.
      if (className == null || loader == HookTransformer.class.getClassLoader()) {
        return null;
      }
      if (redefined == null) {
        asked++;
      }
      List<Target> found = targets.get(simple(className));
      byte[] woven =
          found == null
              ? null
              : redefined == null
                  ? weaveAnyhow(found, loader, className, classFile)
                  : weave(found, loader, className, classFile);
      // Only where nothing was woven: what this throws must not lose a woven class.
      if (redefined == null && woven == null) {
        lookBeside(loader, className);
      }
      return woven;
    } catch (Throwable e) {
      // Not woven now: the class will be found in use unwoven.
      failure = e;
      if (redefined == null) {
        lookSoon();
      }
      return null;
    }
  }

  /**
   * Weaves a class that is being loaded, if need be on a thread with a stack of its own: the class
   * may be used as soon as this returns. Only the guard's own classes are needed for it, all of
   * them loaded, so waiting for that thread locks nothing up.
   */
  private byte @Nullable [] weaveAnyhow(
      List<Target> found, @Nullable ClassLoader loader, String className, byte[] classFile) {
    try {
      return weave(found, loader, className, classFile);
    } catch (VirtualMachineError e) {
      Elsewhere elsewhere = weaveElsewhere(found, loader, className, classFile);
      elsewhere.run(WEAVE_MILLIS);
      return elsewhere.woven();
    }
  }

  private Elsewhere weaveElsewhere(
      List<Target> found, @Nullable ClassLoader loader, String className, byte[] classFile) {
    return new Elsewhere(
        new Supplier<>() {
          @Override
          public byte @Nullable [] get() {
            return weave(found, loader, className, classFile);
          }
        });
  }

  private byte @Nullable [] weave(
      List<Target> found, @Nullable ClassLoader loader, String className, byte[] classFile) {
    byte[] woven = null;
    for (Target target : found) {
      Relocation copy = Relocation.of(target.className, className, target.client.packages());
      if (copy == null) {
        continue;
      }
      if (target.hooks == null) {
        met(target.client, copy, loader);
        continue;
      }
      try {
        byte[] next = Weaver.weave(classFile, target.numbered(target.hooks, numbers));
        classFile = next;
        woven = next;
        String name = nameOf(target.client, copy);
        fitted.putIfAbsent(name, true);
        noteCarrier(target.client, name);
        listener.woven(target.client);
      } catch (MismatchException e) {
        if (target.hooks.matters()) {
          reportUncovered(target.client, copy, String.valueOf(e.getMessage()));
        }
      }
    }
    // Last of all: from here on nothing fails.
    done.add(loader, className);
    return woven;
  }

  /**
   * Where a class of a client's library is being loaded: weaves the hooked ones of the same library
   * and loader that are in use unwoven, before this one can be used, and has another thread look
   * for those of copies and of the boot loader.
   */
  private void lookBeside(@Nullable ClassLoader loader, String className) {
    boolean isBeside = false;
    for (Library library : libraries) {
      if (className.startsWith(library.beginning)) {
        isBeside = true;
        if (loader != null && instrumentation != null && isUnwoven(loader, library)) {
          lookElsewhere().run(WEAVE_UNWOVEN_MILLIS);
        }
      }
    }
    if (isBeside) {
      lookSoon();
    }
  }

  private Elsewhere lookElsewhere() {
    return new Elsewhere(
        new Supplier<>() {
          @Override
          public byte @Nullable [] get() {
            weaveUnwoven();
            return null;
          }
        });
  }

  /** Whether a hooked class is in use unwoven; true once for each. */
  private boolean isUnwoven(ClassLoader loader, Library library) {
    boolean isUnwoven = false;
    for (String name : library.hooked) {
      if (done.has(loader, name) || triedAtOnce.has(loader, name)) {
        continue;
      }
      Class<?> loaded = FlowguardBridge.loaded(loader, name.replace('/', '.'));
      if (loaded != null && !done.has(loaded.getClassLoader(), name)) {
        triedAtOnce.add(loader, name); // what cannot be woven holds nothing else up
        isUnwoven = true;
      }
    }
    return isUnwoven;
  }

  /**
   * Has another thread look whether a hooked class is in use unwoven. Called while a client's
   * classes are being loaded; the looks are a tenth of a second apart. Never throws, never waits.
   */
  private void lookSoon() {
    try {
      isWanted = true;
      if (instrumentation != null && isLooking.compareAndSet(false, true)) {
        boolean isStarted = false;
        try {
          new GuardThread("flowguard-weaver") {
            @Override
            public void run() {
              lookWhileWanted();
            }
          }.start();
          isStarted = true;
        } finally {
          if (!isStarted) {
            isLooking.set(false);
          }
        }
      }
    } catch (Throwable e) {
      isWanted = true; // the watch looks within a second
    }
  }

  private void lookWhileWanted() {
    try {
      while (isWanted) {
        isWanted = false;
        weaveUnwoven();
        Thread.sleep(BETWEEN_LOOKS_MILLIS);
      }
    } catch (Throwable e) {
      isWanted = true; // the watch looks within a second
    } finally {
      isLooking.set(false);
    }
  }

  private void weaveUnwoven() {
    Instrumentation jvm = instrumentation;
    if (jvm != null) {
      weaveLoaded(jvm, false);
    }
  }

  /**
   * Weaves classes that are in use unwoven, and looks for clients without any hooked class. Called
   * by the watch, each second. Walks the loaded classes only if classes were loaded since, or each
   * tenth time: a class that the JVM could not ask about leaves no trace here.
   */
  @Override
  public void look() {
    int now = asked;
    if (now != askedAtLook || isWanted || ++looksSkipped >= LOOKS_SKIPPED) {
      askedAtLook = now;
      looksSkipped = 0;
      isWanted = false;
      weaveUnwoven();
    }
    lookForMissing();
  }

  private void met(Client client, Relocation copy, @Nullable ClassLoader loader) {
    if (loader != null) {
      present.add(new Present(client, copy, new WeakReference<>(loader)));
    }
  }

  /**
   * Looks whether clients that were met since the last call have the classes that are hooked, and
   * reports those that have none: a version that is built another way would else be skipped
   * silently. Not to be called while classes load.
   */
  private void lookForMissing() {
    for (Present met = present.poll(); met != null; met = present.poll()) {
      ClassLoader loader = met.loader().get();
      if (loader != null && !hasHookedClass(met, loader)) {
        reportUncovered(
            met.client(), met.relocation(), "none of the classes that are hooked exists");
      }
    }
  }

  private static boolean hasHookedClass(Present met, ClassLoader loader) {
    for (ClassHooks hooked : met.client().classes()) {
      if (loader.getResource(met.relocation().apply(hooked.className()) + ".class") != null) {
        return true;
      }
    }
    return false;
  }

  private void reportUncovered(Client client, Relocation copy, String why) {
    String name = nameOf(client, copy);
    misfits.add(name);
    fitted.put(name, false);
    listener.uncovered(client, name, why);
  }

  /** A client for people; a renamed copy with its package. */
  public static String nameOf(Client client, Relocation copy) {
    return copy.isRenamed()
        ? client.name() + " (" + copy.to().replace('/', '.') + ")"
        : client.name();
  }
}
