package dev.flowguard.agent.link;

import dev.flowguard.agent.log.Applications;
import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookNumbers;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookTransformer;
import dev.flowguard.agent.weave.Relocation;
import dev.flowguard.agent.weave.Woven;
import java.lang.instrument.Instrumentation;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds the gate behind a hook point for one copy of a client.
 *
 * <p>A gate is reachable only from the woven class itself ({@link ClassValue}), so a client that is
 * unloaded takes its gates with it. Thread-safe; a look-up after the first allocates nothing.
 *
 * <p>What could not be linked is linked at the next use. Gates with a class that is broken for
 * good, because its static initialiser has failed, are loaded anew with all gates of their client.
 */
final class GateLinks implements HookNumbers {
  /** How long a client that its gate does not fit is left alone. */
  private static final long MISFIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Guard guard;
  private final Instrumentation instrumentation;
  private final ClassLoader core = GateLinks.class.getClassLoader();
  private final Map<ClassLoader, Map<Copy, WeakReference<GateLoader>>> loaders =
      new WeakHashMap<>();
  private final Map<Copy, WeakReference<GateLoader>> bootLoaders = new HashMap<>();

  /** By number; replaced by a longer one where a class is woven for the first time. */
  private volatile GateOf[] gates = {};

  /**
   * A library under one name. Clients of the same packages share their gates' classes: what the
   * gate of Netty leaves on a channel is for that of its WebSockets.
   */
  private record Copy(List<String> packages, Relocation relocation) {}

  GateLinks(Guard guard, Instrumentation instrumentation) {
    this.guard = guard;
    this.instrumentation = instrumentation;
  }

  @Override
  public synchronized List<Woven> number(Client client, List<HookPoint> points) {
    GateOf[] all = Arrays.copyOf(gates, gates.length + points.size());
    List<Woven> numbered = new ArrayList<>(points.size());
    for (HookPoint point : points) {
      Woven hook = new Woven(gates.length + numbered.size(), client, point);
      all[hook.number()] = new GateOf(hook);
      numbered.add(hook);
    }
    gates = all;
    return numbered;
  }

  /**
   * The gate, or null if it does not fit this copy of the client, which is then uncovered.
   *
   * @throws ReflectiveOperationException if it cannot be linked now; errors and unchecked
   *     exceptions are reasons too
   */
  @Nullable Gate gate(int hook, Class<?> site) throws ReflectiveOperationException {
    GateOf of = gates[hook];
    Link link = of.get(site);
    Linked linked = link.linked;
    return linked != null && !linked.loader.isDiscarded() ? linked.gate : link(of.hook, site, link);
  }

  /** The client that a hook point belongs to, and the copy of it. */
  String client(int hook, Class<?> site) {
    Woven woven = gates[hook].hook;
    return HookTransformer.nameOf(woven.client(), woven.relocation(site));
  }

  /** True if a call must not go on that this gate has not seen. */
  boolean decides(int hook) {
    return gates[hook].hook.point().decides();
  }

  /** True if an error says that the gate was made for another build of the client. */
  boolean isMisfit(int hook, Class<?> site, Throwable error) {
    Woven woven = gates[hook].hook;
    return Misfit.is(error, woven.client(), woven.relocation(site));
  }

  /** Has the gates of a client loaded anew if one of their classes is broken for good. */
  void renewIfBroken(int hook, Class<?> site, Throwable error) {
    Linked linked = gates[hook].get(site).linked;
    if (linked != null && Misfit.isBroken(error)) {
      discard(linked.loader);
    }
  }

  private @Nullable Gate link(Woven hook, Class<?> site, Link link)
      throws ReflectiveOperationException {
    long misfitUntil = link.misfitUntil;
    if (misfitUntil != 0 && System.nanoTime() - misfitUntil < 0) {
      return null;
    }
    Applications.SEEN.seen(site.getClassLoader());
    GateLoader loader = loaderFor(site.getClassLoader(), hook.client(), hook.relocation(site));
    try {
      open(hook, site.getModule(), loader);
      loader.initialise(hook.point().gate());
      Gate gate =
          (Gate)
              loader.loadClass(hook.point().gate()).getConstructor(Guard.class).newInstance(guard);
      // Loading happens outside of all locks: the client's loader may have its own.
      synchronized (link) {
        Linked first = link.linked;
        if (first == null || first.loader.isDiscarded()) {
          first = new Linked(loader, gate);
          link.linked = first;
        }
        return first.gate;
      }
    } catch (Throwable e) {
      Throwable cause =
          e instanceof ReflectiveOperationException && e.getCause() != null ? e.getCause() : e;
      if (Misfit.isBroken(cause) || Misfit.isMissingMember(cause)) {
        discard(loader);
      }
      if (isMisfit(hook.number(), site, cause)) {
        link.misfitUntil = System.nanoTime() + MISFIT_NANOS | 1;
        if (hook.point().decides()) {
          guard.uncovered(client(hook.number(), site), "its gate cannot be linked: " + cause);
        } else if (hook.point().kind().isTap()) {
          guard.taps().failed(client(hook.number(), site), cause); // what passes it is unknown
        }
        return null;
      }
      throw e;
    }
  }

  private synchronized void discard(GateLoader loader) {
    loader.discard();
  }

  private synchronized GateLoader loaderFor(
      @Nullable ClassLoader loader, Client client, Relocation relocation) {
    Copy copy = new Copy(client.packages(), relocation);
    Map<Copy, WeakReference<GateLoader>> known =
        loader == null ? bootLoaders : loaders.computeIfAbsent(loader, key -> new HashMap<>());
    WeakReference<GateLoader> reference = known.get(copy);
    GateLoader gates = reference == null ? null : reference.get();
    if (gates == null || gates.isDiscarded()) {
      gates = new GateLoader(loader, core, client.packages(), relocation);
      known.put(copy, new WeakReference<>(gates));
    }
    return gates;
  }

  /** Lets gates of the JDK's own clients read the internals that they are named to need. */
  private void open(Woven hook, Module module, GateLoader loader) {
    if (!module.isNamed() || hook.client().opens().isEmpty()) {
      return;
    }
    Map<String, Set<Module>> packages = new HashMap<>();
    for (String name : hook.client().opens()) {
      packages.put(name, Set.of(loader.getUnnamedModule()));
    }
    instrumentation.redefineModule(module, Set.of(), packages, packages, Set.of(), Map.of());
  }

  /** A gate and the loader that it must not outlive. */
  private record Linked(GateLoader loader, Gate gate) {}

  /** What has come of linking so far. */
  private static final class Link {
    private volatile @Nullable Linked linked;

    /** Of {@code System.nanoTime()}; 0 for a gate that has not been found not to fit. */
    private volatile long misfitUntil;
  }

  private static final class GateOf extends ClassValue<Link> {
    private final Woven hook;

    GateOf(Woven hook) {
      this.hook = hook;
    }

    @Override
    protected Link computeValue(Class<?> site) {
      return new Link(); // linking may fail, and a value that is computed stays
    }
  }
}
