package dev.flowguard.agent.weave;

import java.util.List;

/**
 * An HTTP client as far as weaving is concerned.
 *
 * @param name for people, such as {@code okhttp}
 * @param opens packages of the JDK that the gate reads; empty for libraries
 * @param hooks where it is hooked; all of a class's or none of them
 */
public record Client(String name, List<String> opens, List<HookPoint> hooks) {
  public Client {
    opens = List.copyOf(opens);
    hooks = List.copyOf(hooks);
  }
}
