package dev.flowguard.rules.capture;

import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.policy.MessagePlace;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The short texts of a body by the objects that they are members of: what says of which role a
 * message is. Listed when somebody first asks. For one thread at a time.
 */
final class Members {
  private static final int LONGEST = 64;

  private final List<Leaf> leaves;
  private @Nullable Map<Location, Map<String, String>> all;

  Members(List<Leaf> leaves) {
    this.leaves = leaves;
  }

  /**
   * True if an object on the way to a place has such a member.
   *
   * @param steps to the place, outermost first
   */
  boolean has(List<Location> steps, MessagePlace.Condition condition) {
    if (condition.depth() > steps.size()) {
      return false;
    }
    Map<String, String> members = all().get(steps.get(condition.depth() - 1));
    return members != null && condition.value().equals(members.get(condition.name()));
  }

  private Map<Location, Map<String, String>> all() {
    Map<Location, Map<String, String>> known = all;
    if (known == null) {
      known = new IdentityHashMap<>();
      for (Leaf leaf : leaves) {
        Location outer = leaf.location().outer();
        String name = leaf.location().name();
        if (leaf instanceof Leaf.Text text
            && outer != null
            && name != null
            && text.value().length() <= LONGEST) {
          known.computeIfAbsent(outer, at -> new HashMap<>()).putIfAbsent(name, text.value());
        }
      }
      all = known;
    }
    return known;
  }
}
