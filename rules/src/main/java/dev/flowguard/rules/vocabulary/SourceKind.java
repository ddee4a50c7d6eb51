package dev.flowguard.rules.vocabulary;

/**
 * A kind of place where an application handles content. A policy may name one that is not built; it
 * is then reported as not active, and the clauses that rely on it are unproven.
 */
public enum SourceKind {
  HTTP_IN("http-in", false),
  HTTP_OUT("http-out", false),
  MULTIPART("multipart", false),
  EXCHANGE("exchange", false),
  JDBC("jdbc", false),
  MONGO("mongo", false),
  KAFKA("kafka", false),
  REDIS("redis", false),
  FILES("files", true),
  METHOD("method", true),
  ANNOTATION("annotation", true);

  private final String word;
  private final boolean isBuilt;

  SourceKind(String word, boolean isBuilt) {
    this.word = word;
    this.isBuilt = isBuilt;
  }

  /** True if this version captures from it. */
  public boolean isBuilt() {
    return isBuilt;
  }

  /** The word in policies and logs. */
  @Override
  public String toString() {
    return word;
  }
}
