package dev.flowguard.agent.weave;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.ref.WeakReference;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the hook points of all clients: one look-up for any other class.
 *
 * <p>Classes are found by their simple name, and then by the rest of their name, of which the
 * beginning may be renamed; then their methods must have the shape of the hook points. A class that
 * does not fit stays as it is, and its client is told to be uncovered.
 */
public final class HookTransformer implements ClassFileTransformer {
  private final Map<String, List<Target>> targets = new HashMap<>();
  private final List<Woven> hooks = new ArrayList<>();
  private final BiConsumer<String, String> uncovered;
  private final Map<String, Boolean> fitted = new ConcurrentHashMap<>();
  private final Queue<Present> present = new ConcurrentLinkedQueue<>();

  /**
   * A class that is looked for.
   *
   * @param className internal name in the library
   * @param hooks none in a class that only tells that its client is there
   */
  private record Target(Client client, String className, List<Woven> hooks) {}

  /** A copy of a client that was met, of which hooked classes should be there too. */
  private record Present(Client client, Relocation relocation, WeakReference<ClassLoader> loader) {}

  /**
   * @param uncovered takes the client's name and the reason
   */
  public HookTransformer(List<Client> clients, BiConsumer<String, String> uncovered) {
    this.uncovered = uncovered;
    for (Client client : clients) {
      Map<String, List<Woven>> byClass = new HashMap<>();
      for (HookPoint point : client.hooks()) {
        Woven woven = new Woven(hooks.size(), client, point);
        hooks.add(woven);
        byClass.computeIfAbsent(point.className(), name -> new ArrayList<>()).add(woven);
      }
      byClass.forEach((name, woven) -> add(new Target(client, name, woven)));
      if (client.presence() != null) {
        add(new Target(client, client.presence(), List.of()));
      }
    }
  }

  private void add(Target target) {
    targets.computeIfAbsent(simple(target.className()), name -> new ArrayList<>()).add(target);
  }

  private static String simple(String internalName) {
    return internalName.substring(internalName.lastIndexOf('/') + 1);
  }

  /** All hook points; the number of each is its position. */
  public List<Woven> hooks() {
    return List.copyOf(hooks);
  }

  /**
   * For each client of which a class was seen, and each renamed copy of one: whether all that was
   * seen of it fitted.
   */
  public Map<String, Boolean> fitted() {
    return Map.copyOf(fitted);
  }

  /**
   * Adds this transformer and weaves what is loaded already, application classes of an AOT cache
   * included.
   */
  public void install(Instrumentation instrumentation) {
    warmUp();
    instrumentation.addTransformer(this, true);
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (loaded.isArray() || loaded.getClassLoader() == HookTransformer.class.getClassLoader()) {
        continue;
      }
      String name = loaded.getName().replace('.', '/');
      for (Target target : candidates(name)) {
        Relocation copy = Relocation.of(target.className(), name, target.client().packages());
        if (copy == null) {
          continue;
        }
        if (target.hooks().isEmpty()) {
          met(target.client(), copy, loaded.getClassLoader());
          continue;
        }
        try {
          instrumentation.retransformClasses(loaded);
        } catch (Exception | LinkageError e) {
          tellUncovered(target.client(), copy, "cannot be retransformed: " + e);
        }
      }
    }
  }

  private List<Target> candidates(String internalName) {
    List<Target> found = targets.get(simple(internalName));
    return found == null ? List.of() : found;
  }

  /** Loads all that weaving needs, so that the transformer is never asked for its own classes. */
  private void warmUp() {
    try (var own = HookTransformer.class.getResourceAsStream("Woven.class")) {
      if (own != null) {
        Client client = new Client("", List.of(), null, List.of(), List.of());
        HookPoint point =
            HookPoint.answerAll(
                "dev/flowguard/agent/weave/Woven", "toString", "()Ljava/lang/String;", "");
        Weaver.weave(own.readAllBytes(), List.of(new Woven(0, client, point)));
        if (Relocation.isSameShape("(La/b/C;)V", "(Lx/a/b/C;)V", List.of("a"))) {
          present.add(new Present(client, Relocation.NONE, new WeakReference<>(null)));
          present.clear();
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
    // The copy of a client that the guard itself sends alerts with is exempt, and nothing else.
    if (className == null || loader == HookTransformer.class.getClassLoader()) {
      return null;
    }
    List<Target> found = targets.get(simple(className));
    if (found == null) {
      return null;
    }
    byte[] woven = null;
    for (Target target : found) {
      Relocation copy = Relocation.of(target.className(), className, target.client().packages());
      if (copy == null) {
        continue;
      }
      if (target.hooks().isEmpty()) {
        met(target.client(), copy, loader);
      } else {
        byte[] next = weave(target, copy, woven == null ? classFile : woven);
        woven = next == null ? woven : next;
      }
    }
    return woven;
  }

  private byte @Nullable [] weave(Target target, Relocation copy, byte[] classFile) {
    try {
      byte[] woven = Weaver.weave(classFile, target.hooks());
      fitted.putIfAbsent(nameOf(target.client(), copy), true);
      return woven;
    } catch (MismatchException e) {
      tellUncovered(target.client(), copy, String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      tellUncovered(target.client(), copy, "cannot be woven: " + e);
    }
    return null;
  }

  private void met(Client client, Relocation copy, @Nullable ClassLoader loader) {
    if (loader != null) {
      present.add(new Present(client, copy, new WeakReference<>(loader)));
    }
  }

  /**
   * Looks whether clients that were met since the last call have the classes that are hooked, and
   * tells those that have none: a version that is built another way would else be skipped silently.
   * Not to be called while classes load.
   */
  public void lookForMissing() {
    for (Present met = present.poll(); met != null; met = present.poll()) {
      ClassLoader loader = met.loader().get();
      if (loader != null && !hasHookedClass(met, loader)) {
        tellUncovered(met.client(), met.relocation(), "none of the classes that are hooked exists");
      }
    }
  }

  private static boolean hasHookedClass(Present met, ClassLoader loader) {
    for (HookPoint hook : met.client().hooks()) {
      if (loader.getResource(met.relocation().apply(hook.className()) + ".class") != null) {
        return true;
      }
    }
    return false;
  }

  private void tellUncovered(Client client, Relocation copy, String why) {
    String name = nameOf(client, copy);
    fitted.put(name, false);
    uncovered.accept(name, why);
  }

  /** A client for people; a renamed copy with its package. */
  public static String nameOf(Client client, Relocation copy) {
    return copy.isRenamed()
        ? client.name() + " (" + copy.to().replace('/', '.') + ")"
        : client.name();
  }
}
