package dev.flowguard.rules.policy;

import dev.flowguard.rules.payload.FileKind;
import java.util.List;
import java.util.Set;

/**
 * Fields, or files, that a recipient may get although a rule forbids their category.
 *
 * @param paths at least one
 */
public record Permit(Subject subject, List<PathPattern> paths, Set<String> categories) {
  /** What is permitted. */
  public sealed interface Subject {}

  /**
   * Texts in fields of forms, JSON, multipart and queries.
   *
   * @param maxChars longer values are not permitted, in UTF-16 units
   */
  public record Fields(List<FieldPattern> fields, int maxChars) implements Subject {
    public Fields {
      fields = List.copyOf(fields);
    }

    /** True if these names and positions, outermost first, are one of the fields. */
    public boolean matches(List<String> segments) {
      for (FieldPattern field : fields) {
        if (field.matches(segments)) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Files in parts of a multipart body, with all that is read in them.
   *
   * @param parts patterns for names of parts; {@code *} means any characters
   * @param kinds by magic bytes; empty for all files
   */
  public record Files(List<String> parts, Set<FileKind> kinds) implements Subject {
    public Files {
      parts = List.copyOf(parts);
      kinds = Set.copyOf(kinds);
    }

    /** True for the name of a part that may hold the file. */
    public boolean isPart(String name) {
      for (String part : parts) {
        if (Glob.matches(part, name)) {
          return true;
        }
      }
      return false;
    }

    /** True for a file that begins like these bytes. */
    public boolean isKind(byte[] file) {
      return kinds.isEmpty() || kinds.contains(FileKind.of(file));
    }
  }

  public Permit {
    paths = List.copyOf(paths);
    categories = Set.copyOf(categories);
  }

  /** True on a path of this permit. */
  public boolean isOn(String path) {
    for (PathPattern pattern : paths) {
      if (pattern.matches(path)) {
        return true;
      }
    }
    return false;
  }
}
