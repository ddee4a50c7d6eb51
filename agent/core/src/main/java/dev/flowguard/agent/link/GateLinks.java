package dev.flowguard.agent.link;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookTransformer;
import dev.flowguard.agent.weave.Relocation;
import dev.flowguard.agent.weave.Woven;
import java.lang.instrument.Instrumentation;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the gate behind a hook point for one copy of a client.
 *
 * <p>A gate is reachable only from the woven class itself ({@link ClassValue}), so a client that is
 * unloaded takes its gates with it. Thread-safe; a look-up after the first allocates nothing.
 */
final class GateLinks {
  private final Guard guard;
  private final Instrumentation instrumentation;
  private final ClassLoader core = GateLinks.class.getClassLoader();
  private final Map<ClassLoader, Map<Relocation, WeakReference<GateLoader>>> loaders =
      new WeakHashMap<>();
  private @Nullable WeakReference<GateLoader> bootGates;
  private final GateOf[] gates;

  GateLinks(List<Woven> hooks, Guard guard, Instrumentation instrumentation) {
    this.guard = guard;
    this.instrumentation = instrumentation;
    this.gates = new GateOf[hooks.size()];
    for (Woven hook : hooks) {
      gates[hook.number()] = new GateOf(this, hook);
    }
  }

  /** The gate, or null if it does not fit this copy of the client. */
  @Nullable Gate gate(int hook, Class<?> site) {
    return gates[hook].get(site).gate;
  }

  /** The client that a hook point belongs to, and the copy of it. */
  String client(int hook, Class<?> site) {
    Woven woven = gates[hook].hook;
    return HookTransformer.nameOf(woven.client(), woven.relocation(site));
  }

  private Gate link(Woven hook, Class<?> site) throws ReflectiveOperationException {
    GateLoader loader = loaderFor(site.getClassLoader(), hook.client(), hook.relocation(site));
    open(hook, site.getModule(), loader);
    return (Gate)
        loader.loadClass(hook.point().gate()).getConstructor(Guard.class).newInstance(guard);
  }

  private synchronized GateLoader loaderFor(
      @Nullable ClassLoader loader, Client client, Relocation copy) {
    WeakReference<GateLoader> known;
    if (loader == null) {
      known = bootGates;
    } else {
      known = loaders.computeIfAbsent(loader, key -> new HashMap<>()).get(copy);
    }
    GateLoader gates = known == null ? null : known.get();
    if (gates == null) {
      gates = new GateLoader(loader, core, client.packages(), copy);
      if (loader == null) {
        bootGates = new WeakReference<>(gates);
      } else {
        loaders
            .computeIfAbsent(loader, key -> new HashMap<>())
            .put(copy, new WeakReference<>(gates));
      }
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

  /** What came of linking: a gate, or none. */
  private record Link(@Nullable Gate gate) {}

  private static final class GateOf extends ClassValue<Link> {
    private final GateLinks links;
    private final Woven hook;

    GateOf(GateLinks links, Woven hook) {
      this.links = links;
      this.hook = hook;
    }

    @Override
    protected Link computeValue(Class<?> site) {
      try {
        return new Link(links.link(hook, site));
      } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        links.guard.uncovered(
            HookTransformer.nameOf(hook.client(), hook.relocation(site)),
            "its gate cannot be linked: " + cause);
        return new Link(null);
      }
    }
  }
}
