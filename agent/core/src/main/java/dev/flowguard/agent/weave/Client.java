package dev.flowguard.agent.weave;

import java.util.List;
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
 * @param hooks where it is hooked; all of a class's or none of them
 */
public record Client(
    String name,
    List<String> packages,
    @Nullable String presence,
    List<String> opens,
    List<HookPoint> hooks) {
  public Client {
    packages = List.copyOf(packages);
    opens = List.copyOf(opens);
    hooks = List.copyOf(hooks);
    for (HookPoint hook : hooks) {
      if (!packages.isEmpty() && Relocation.packageOf(hook.className(), packages) == null) {
        throw new IllegalArgumentException(
            hook.className() + " is in none of the packages of " + name + ": " + packages);
      }
    }
  }

  /** False for a library that sends through another client, and is hooked for its callers only. */
  public boolean isJudged() {
    for (HookPoint hook : hooks) {
      if (hook.decides()) {
        return true;
      }
    }
    return false;
  }

  /** A client that is a library. */
  public static Client library(
      String name, List<String> packages, @Nullable String presence, HookPoint... hooks) {
    return new Client(name, packages, presence, List.of(), List.of(hooks));
  }

  /** A client of the JDK. */
  public static Client jdk(String name, List<String> opens, HookPoint... hooks) {
    return new Client(name, List.of(), null, opens, List.of(hooks));
  }
}
