package dev.flowguard.rules.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a source captures of the messages that it sees.
 *
 * @param fields places in the body; empty for all of it
 * @param parts name patterns of parts of a multipart body; empty for all bodies and parts
 * @param types media types, such as {@code image/*}; empty for all
 * @param owner where a message says whose content it is, or null
 * @param document where a message says which document its content belongs to, or null
 * @param isOptional true if nobody needs to look when the source captures nothing
 */
public record Selection(
    List<MessagePlace> fields,
    List<String> parts,
    List<String> types,
    @Nullable MessagePlace owner,
    @Nullable MessagePlace document,
    boolean isOptional) {
  /** Everything, of nobody in particular. */
  public static final Selection ALL =
      new Selection(List.of(), List.of(), List.of(), null, null, false);

  public Selection {
    fields = List.copyOf(fields);
    parts = List.copyOf(parts);
    types = List.copyOf(types);
  }

  /** True if what is in this place of the body is captured. */
  public boolean hasField(MessagePlace.Where in, List<String> names) {
    if (fields.isEmpty()) {
      return true;
    }
    for (MessagePlace field : fields) {
      if (field.covers(in, names)) {
        return true;
      }
    }
    return false;
  }

  /**
   * True if a part of this name is captured.
   *
   * @param name null for what is in no part
   */
  public boolean hasPart(@Nullable String name) {
    return parts.isEmpty() || name != null && matches(parts, name);
  }

  /**
   * True if content of this media type is captured.
   *
   * @param type in lower case, without parameters; empty where none is declared
   */
  public boolean hasType(String type) {
    return types.isEmpty() || matches(types, type);
  }

  private static boolean matches(List<String> patterns, String text) {
    for (String pattern : patterns) {
      if (Glob.matches(pattern, text)) {
        return true;
      }
    }
    return false;
  }
}
