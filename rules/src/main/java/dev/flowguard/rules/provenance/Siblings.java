package dev.flowguard.rules.provenance;

import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups values that make sense only together: the same field of several elements ({@code
 * events[0].params.q}, {@code events[1].params.q}) and fields that differ in a number ({@code
 * chat_0}, {@code chat_1}).
 */
final class Siblings {
  /** Groups beyond this number are not joined; what is whole in one field is found anyway. */
  private static final int MAX_GROUPS = 256;

  private static final long NONE = 0;
  private static final long PRIME = 1_000_003;

  /** Longer values are found by themselves; what is cut into pieces is cut into smaller ones. */
  private static final int LONGEST_PIECE = 128;

  private Siblings() {}

  static List<List<Leaf.Text>> of(Payload payload) {
    Map<Long, List<Leaf.Text>> groups = new LinkedHashMap<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text
          && !text.isName()
          && text.value().length() <= LONGEST_PIECE) {
        long key = key(text);
        if (key == NONE) {
          continue;
        }
        List<Leaf.Text> group = groups.get(key);
        if (group != null) {
          group.add(text);
        } else if (groups.size() < MAX_GROUPS) {
          groups.put(key, new ArrayList<>(List.of(text)));
        }
      }
    }
    List<List<Leaf.Text>> joined = new ArrayList<>();
    for (List<Leaf.Text> group : groups.values()) {
      if (group.size() > 1) {
        joined.add(group);
      }
    }
    return joined;
  }

  /**
   * A hash of the place without positions and numbers, or {@link #NONE} where neither occurs. Two
   * places that share one by chance are joined: what is found in both is still what it is.
   */
  private static long key(Leaf.Text leaf) {
    long key = leaf.layers().depth();
    boolean hasNumber = false;
    for (Location at = leaf.location(); at != null; at = at.outer()) {
      String name = at.name();
      if (at.index() >= 0) {
        hasNumber = true;
        key = key * PRIME + 1;
      } else if (name != null) {
        int end = name.length();
        while (end > 0 && name.charAt(end - 1) >= '0' && name.charAt(end - 1) <= '9') {
          end--;
        }
        hasNumber |= end < name.length();
        for (int i = 0; i < end; i++) {
          key = key * PRIME + name.charAt(i);
        }
        key = key * PRIME + 2;
      } else {
        key = key * PRIME + 3 + at.kind().ordinal();
      }
    }
    return !hasNumber ? NONE : key == NONE ? 1 : key;
  }
}
