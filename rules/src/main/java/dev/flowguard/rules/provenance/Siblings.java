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

  private Siblings() {}

  static List<List<Leaf.Text>> of(Payload payload) {
    Map<String, List<Leaf.Text>> groups = new LinkedHashMap<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text && !text.isName()) {
        String key = key(text);
        List<Leaf.Text> group = groups.get(key);
        if (group != null) {
          group.add(text);
        } else if (!key.isEmpty() && groups.size() < MAX_GROUPS) {
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

  /** The place without positions and numbers; empty where neither occurs. */
  private static String key(Leaf.Text leaf) {
    StringBuilder key = new StringBuilder();
    boolean hasNumber = false;
    for (Location at = leaf.location(); at != null; at = at.outer()) {
      if (at.index() >= 0) {
        hasNumber = true;
        key.append('#');
      } else if (at.name() != null) {
        String name = at.name();
        int end = name.length();
        while (end > 0 && name.charAt(end - 1) >= '0' && name.charAt(end - 1) <= '9') {
          end--;
        }
        hasNumber |= end < name.length();
        key.append('.').append(name, 0, end);
      } else {
        key.append('/').append(at.kind());
      }
    }
    return hasNumber ? key.append(leaf.layers().depth()).toString() : "";
  }
}
