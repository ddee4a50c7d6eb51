package dev.flowguard.rules.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a source captures of the messages that it sees.
 *
 * @param fields places in the body; empty for all of it
 * @param except places in the body that are left out, although they are in a field
 * @param parts name patterns of parts of a multipart body; empty for all bodies and parts
 * @param types media types, such as {@code image/*}; empty for all
 * @param owner where a message says whose content it is, or null
 * @param document where a message says which document its content belongs to, or null
 * @param isOptional true if nobody needs to look when the source captures nothing
 */
public record Selection(
    List<MessagePlace> fields,
    List<MessagePlace> except,
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
    except = List.copyOf(except);
    parts = List.copyOf(parts);
    types = List.copyOf(types);
  }

  /** One that leaves nothing out. */
  public Selection(
      List<MessagePlace> fields,
      List<String> parts,
      List<String> types,
      @Nullable MessagePlace owner,
      @Nullable MessagePlace document,
      boolean isOptional) {
    this(fields, List.of(), parts, types, owner, document, isOptional);
  }

  /** The same with these fields in place of its own. */
  Selection withFields(List<MessagePlace> others, List<MessagePlace> leftOut) {
    return new Selection(others, leftOut, parts, types, owner, document, isOptional);
  }

  /** False if all of the body is captured. */
  public boolean isOfFields() {
    return !fields.isEmpty() || !except.isEmpty();
  }

  /** True if a field is all of a streamed body. */
  public boolean hasStreams() {
    for (MessagePlace field : fields) {
      if (field.where() == MessagePlace.Where.STREAM) {
        return true;
      }
    }
    return false;
  }

  /** True if what is in this place of the body is in a field. */
  public boolean hasField(MessagePlace.Where in, List<String> names, MessagePlace.Around around) {
    return fields.isEmpty() || isIn(fields, in, names, around);
  }

  /** True if what is in this place of the body is left out, whatever the fields are. */
  public boolean isLeftOut(MessagePlace.Where in, List<String> names, MessagePlace.Around around) {
    return isIn(except, in, names, around);
  }

  private static boolean isIn(
      List<MessagePlace> places,
      MessagePlace.Where in,
      List<String> names,
      MessagePlace.Around around) {
    for (MessagePlace place : places) {
      if (place.covers(in, names, around)) {
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
