package dev.flowguard.agent.status;

import dev.flowguard.rules.policy.Mode;
import java.util.List;

/**
 * The state of the guard in this JVM. There is no fourth one, and none of them hides another: off
 * was asked for, unguarded was not, and a guard with problems still judges every request.
 */
public sealed interface GuardState {
  /** The word in start line, records, alerts and {@code doctor}. */
  String word();

  /** Why it is not guarded; empty if it is. */
  List<String> reasons();

  /**
   * Nothing is judged, because somebody has asked for it.
   *
   * @param reason which setting or policy says so
   */
  record Off(String reason) implements GuardState {
    @Override
    public String word() {
      return "OFF";
    }

    @Override
    public List<String> reasons() {
      return List.of(reason);
    }
  }

  /** Nothing is judged, and nobody has asked for that. */
  record Unguarded(List<String> reasons) implements GuardState {
    public Unguarded {
      reasons = List.copyOf(reasons);
      if (reasons.isEmpty()) {
        throw new IllegalArgumentException("Unguarded names at least one reason");
      }
    }

    @Override
    public String word() {
      return "UNGUARDED";
    }
  }

  /**
   * Every request that a rule concerns is judged.
   *
   * @param mode {@code OBSERVE} or {@code BLOCK}: the strictest among the rules in force
   * @param problems what a person should look at, each one sentence with the remedy
   */
  record Guarded(Mode mode, List<String> problems) implements GuardState {
    public Guarded {
      problems = List.copyOf(problems);
      if (mode == Mode.OFF) {
        throw new IllegalArgumentException("mode off is the state Off");
      }
    }

    @Override
    public String word() {
      return "GUARDED";
    }

    @Override
    public List<String> reasons() {
      return List.of();
    }
  }
}
