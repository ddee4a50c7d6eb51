package dev.flowguard.rules.policy;

import dev.flowguard.rules.vocabulary.SourceKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the application handles content, and the guard captures it. */
public sealed interface Source {
  /** Its kind. */
  SourceKind kind();

  /** As declared, for evidence: {@code method com.acme.Chat#text()}. */
  default String declared() {
    return kind() + " " + text();
  }

  /** What stands behind the kind. */
  String text();

  /**
   * A method of the application, overriding ones included.
   *
   * @param type class name with dots, {@code $} before a nested one
   * @param argumentTypes names as in source, without type arguments; null for any
   * @param argument position from 0; -1 for the return value
   */
  record Method(
      String text, String type, String name, @Nullable List<String> argumentTypes, int argument)
      implements Source {
    @Override
    public SourceKind kind() {
      return SourceKind.METHOD;
    }
  }

  /** Files on disk. */
  record Files(String text) implements Source {
    @Override
    public SourceKind kind() {
      return SourceKind.FILES;
    }
  }

  /**
   * Methods or parameters with an annotation.
   *
   * @param text class name with dots, {@code $} before a nested one
   */
  record Annotation(String text) implements Source {
    @Override
    public SourceKind kind() {
      return SourceKind.ANNOTATION;
    }
  }

  /**
   * Bodies of HTTP messages that the application serves.
   *
   * @param text as declared: {@code POST /api/chat/**}
   * @param method in upper case; null for any
   * @param path as this server gets it, decoded
   */
  record Http(
      SourceKind kind, String text, @Nullable String method, PathPattern path, Selection selection)
      implements Source {
    /** True if messages of this method and path are captured. */
    public boolean isMeant(String ofMethod, String ofPath) {
      return (method == null || method.equals(ofMethod)) && path.matchesAnyForm(ofPath);
    }
  }

  /**
   * Values that the application reads from a column of a database, or writes to it.
   *
   * @param text as declared: {@code chat_message.content}
   * @param owner the column that says whose a value of the same row is, or null
   * @param document the column that names the document of a value of the same row, or null
   * @param isComputed true if what a statement makes from the column, or may make, is captured too
   * @param isOptional true if nobody needs to look when the source captures nothing
   */
  record Jdbc(
      String text,
      DeclaredColumn column,
      @Nullable DeclaredColumn owner,
      @Nullable DeclaredColumn document,
      boolean isComputed,
      boolean isOptional)
      implements Source {
    @Override
    public SourceKind kind() {
      return SourceKind.JDBC;
    }
  }

  /** A source of a kind that this version does not capture from. */
  record NotBuilt(SourceKind kind, String text) implements Source {
    public NotBuilt {
      if (kind.isBuilt()) {
        throw new IllegalArgumentException("sources of kind " + kind + " have a type of their own");
      }
    }
  }
}
