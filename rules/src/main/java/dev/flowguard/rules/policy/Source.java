package dev.flowguard.rules.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the application handles content, and the guard captures it. */
public sealed interface Source {
  /** The word of its kind in a policy. */
  String kind();

  /** As declared, for evidence: {@code method com.acme.Chat#text()}. */
  default String declared() {
    return kind() + " " + text();
  }

  /** What stands behind the kind. */
  String text();

  /** An HTTP exchange with an own service, both ways. */
  record Exchange(String text) implements Source {
    @Override
    public String kind() {
      return "exchange";
    }
  }

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
    public String kind() {
      return "method";
    }
  }

  /** A column of a database. */
  record Jdbc(String text) implements Source {
    @Override
    public String kind() {
      return "jdbc";
    }
  }

  /** A file in a multipart upload. */
  record Multipart(String text) implements Source {
    @Override
    public String kind() {
      return "multipart";
    }
  }

  /** Files on disk. */
  record Files(String text) implements Source {
    @Override
    public String kind() {
      return "files";
    }
  }

  /** Methods or parameters with an annotation. */
  record Annotation(String text) implements Source {
    @Override
    public String kind() {
      return "annotation";
    }
  }
}
