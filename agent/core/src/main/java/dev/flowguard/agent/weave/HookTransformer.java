package dev.flowguard.agent.weave;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the hook points of all clients, by exact class name: one look-up for any other class.
 *
 * <p>A class that does not fit its hook points stays as it is, and its client is told to be
 * uncovered.
 */
public final class HookTransformer implements ClassFileTransformer {
  private final Map<String, List<Woven>> hooksByClass = new HashMap<>();
  private final List<Woven> hooks = new ArrayList<>();
  private final BiConsumer<String, String> uncovered;
  private final Map<String, Boolean> fitted = new ConcurrentHashMap<>();

  /**
   * @param uncovered takes the client's name and the reason
   */
  public HookTransformer(List<Client> clients, BiConsumer<String, String> uncovered) {
    this.uncovered = uncovered;
    for (Client client : clients) {
      for (HookPoint point : client.hooks()) {
        Woven woven = new Woven(hooks.size(), client, point);
        hooks.add(woven);
        hooksByClass.computeIfAbsent(point.className(), name -> new ArrayList<>()).add(woven);
      }
    }
  }

  /** All hook points; the number of each is its position. */
  public List<Woven> hooks() {
    return List.copyOf(hooks);
  }

  /** For each client of which a class was seen: whether all that was seen of it fitted. */
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
      List<Woven> here = hooksByClass.get(loaded.getName().replace('.', '/'));
      if (here != null && loaded.getClassLoader() != HookTransformer.class.getClassLoader()) {
        try {
          instrumentation.retransformClasses(loaded);
        } catch (Exception | LinkageError e) {
          tellUncovered(here, "cannot be retransformed: " + e);
        }
      }
    }
  }

  /** Loads all that weaving needs, so that the transformer is never asked for its own classes. */
  private static void warmUp() {
    try (var own = HookTransformer.class.getResourceAsStream("Woven.class")) {
      if (own != null) {
        Weaver.weave(
            own.readAllBytes(),
            List.of(
                new Woven(
                    0,
                    new Client("", List.of(), List.of()),
                    new HookPoint(
                        "",
                        "toString",
                        List.of("()Ljava/lang/String;"),
                        HookPoint.Kind.ANSWER,
                        null,
                        ""))));
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
    List<Woven> here = className == null ? null : hooksByClass.get(className);
    // The copy of a client that the guard itself sends alerts with is exempt, and nothing else.
    if (here == null || loader == HookTransformer.class.getClassLoader()) {
      return null;
    }
    try {
      byte[] woven = Weaver.weave(classFile, here);
      fitted.putIfAbsent(here.get(0).client().name(), true);
      return woven;
    } catch (MismatchException e) {
      tellUncovered(here, String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      tellUncovered(here, "cannot be woven: " + e);
    }
    return null;
  }

  private void tellUncovered(List<Woven> here, String why) {
    String client = here.get(0).client().name();
    fitted.put(client, false);
    uncovered.accept(client, why);
  }
}
