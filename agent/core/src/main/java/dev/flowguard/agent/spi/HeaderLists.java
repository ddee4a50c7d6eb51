package dev.flowguard.agent.spi;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Headers of a message as a map.
 *
 * @param values by name, which the map finds in any case
 */
public record HeaderLists(Map<String, List<String>> values) implements MessageHead {
  @Override
  public @Nullable String header(String name) {
    List<String> all = values.get(name);
    return all == null || all.isEmpty() ? null : all.get(0);
  }

  /** How many there are. */
  @Override
  public String toString() {
    return "HeaderLists[" + values.size() + " headers]";
  }
}
