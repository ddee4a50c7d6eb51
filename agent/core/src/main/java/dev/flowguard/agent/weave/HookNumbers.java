package dev.flowguard.agent.weave;

import java.util.List;

/** Numbers hook points, by which the bridge distinguishes them. Thread-safe. */
public interface HookNumbers {
  /**
   * Numbers the hook points of a class, which is woven next.
   *
   * @return them in the same order
   */
  List<Woven> number(Client client, List<HookPoint> points);
}
