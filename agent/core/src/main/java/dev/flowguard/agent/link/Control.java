package dev.flowguard.agent.link;

import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What tests may ask of the guard. Never throws. */
public interface Control {
  /** Reports each judged request and each violation to a listener, with the mark of its thread. */
  void listen(BiConsumer<Map<String, String>, @Nullable Object> listener);

  /**
   * Has a place taken for a processor, besides its real ones.
   *
   * @return false if the policy does not name that processor
   */
  boolean standIn(String processor, String host, int port);

  /**
   * What the guard says of itself now: {@code state}, {@code reasons}, {@code mode}, {@code
   * policy}, and under {@code probe.category} and {@code probe.processor} what some rule keeps
   * apart.
   */
  Map<String, String> status();
}
