package dev.flowguard.rules.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern for a field, in the notation of forms ({@code address[line1]}) or of JSON ({@code
 * person.nickname}), which mean the same. {@code *} stands for one name or position; at the end,
 * for one or more.
 */
public record FieldPattern(List<String> segments) {
  private static final String ANY = "*";

  public FieldPattern {
    segments = List.copyOf(segments);
    if (segments.isEmpty()) {
      throw new IllegalArgumentException("a field pattern names at least one field");
    }
  }

  /** Reads a pattern; never fails but for an empty one. */
  public static FieldPattern parse(String text) {
    List<String> segments = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' || c == '[' || c == ']') {
        add(segments, name);
      } else {
        name.append(c);
      }
    }
    add(segments, name);
    return new FieldPattern(segments);
  }

  private static void add(List<String> segments, StringBuilder name) {
    if (name.length() > 0) {
      segments.add(name.toString());
      name.setLength(0);
    }
  }

  /** True if these names and positions, outermost first, are this field. */
  public boolean matches(List<String> field) {
    boolean open = segments.get(segments.size() - 1).equals(ANY);
    if (open ? field.size() < segments.size() : field.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < segments.size(); i++) {
      if (!segments.get(i).equals(ANY) && !segments.get(i).equals(field.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return String.join(".", segments);
  }
}
