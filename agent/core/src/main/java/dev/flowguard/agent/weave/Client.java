package dev.flowguard.agent.weave;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client as far as weaving is concerned.
 *
 * @param name for people, such as {@code okhttp}
 * @param packages internal names of the packages that a copy of the library may have renamed, and
 *     that its gates use; empty for the JDK's own clients
 * @param presence internal name of a class that is there in every version and is loaded whenever
 *     the client is used: where it is and none of the hooked classes is, the client is not covered.
 *     Null where the hooked classes cannot be missing
 * @param opens packages of the JDK that the gate reads; empty for libraries
 * @param classes that are hooked, each once
 */
public record Client(
    String name,
    List<String> packages,
    @Nullable String presence,
    List<String> opens,
    List<ClassHooks> classes) {
  public Client {
    packages = List.copyOf(packages);
    opens = List.copyOf(opens);
    classes = List.copyOf(classes);
    for (ClassHooks each : classes) {
      if (!packages.isEmpty() && Relocation.packageOf(each.className(), packages) == null) {
        throw new IllegalArgumentException(
            each.className() + " is in none of the packages of " + name + ": " + packages);
      }
    }
  }

  /** Where a class is hooked, as its client declares it. */
  private record Declared(String className, List<HookPoint> hooks) implements ClassHooks {
    @Override
    public boolean matters() {
      for (HookPoint hook : hooks) {
        if (hook.decides() || hook.kind().isTap()) {
          return true;
        }
      }
      return false;
    }
  }

  /** All its hook points, by class. */
  public List<HookPoint> hooks() {
    List<HookPoint> all = new ArrayList<>();
    for (ClassHooks each : classes) {
      all.addAll(each.hooks());
    }
    return all;
  }

  /** False for a library that sends through another client, and is hooked for its callers only. */
  public boolean isJudged() {
    for (ClassHooks each : classes) {
      for (HookPoint hook : each.hooks()) {
        if (hook.decides()) {
          return true;
        }
      }
    }
    return false;
  }

  /** A client that is a library. */
  public static Client library(
      String name, List<String> packages, @Nullable String presence, HookPoint... hooks) {
    return new Client(name, packages, presence, List.of(), byClass(hooks));
  }

  /** A client of the JDK. */
  public static Client jdk(String name, List<String> opens, HookPoint... hooks) {
    return new Client(name, List.of(), null, opens, byClass(hooks));
  }

  private static List<ClassHooks> byClass(HookPoint[] hooks) {
    Map<String, List<HookPoint>> byClass = new LinkedHashMap<>();
    for (HookPoint hook : hooks) {
      List<HookPoint> known = byClass.get(hook.className());
      if (known == null) {
        known = new ArrayList<>();
        byClass.put(hook.className(), known);
      }
      known.add(hook);
    }
    List<ClassHooks> classes = new ArrayList<>();
    for (Map.Entry<String, List<HookPoint>> each : byClass.entrySet()) {
      classes.add(new Declared(each.getKey(), List.copyOf(each.getValue())));
    }
    return classes;
  }
}
