package dev.flowguard.rules.vocabulary;

import static dev.flowguard.rules.vocabulary.SourceOption.COMPUTED;
import static dev.flowguard.rules.vocabulary.SourceOption.DOCUMENT;
import static dev.flowguard.rules.vocabulary.SourceOption.FIELDS;
import static dev.flowguard.rules.vocabulary.SourceOption.HOSTS;
import static dev.flowguard.rules.vocabulary.SourceOption.ONLY;
import static dev.flowguard.rules.vocabulary.SourceOption.OPTIONAL;
import static dev.flowguard.rules.vocabulary.SourceOption.OWNER;
import static dev.flowguard.rules.vocabulary.SourceOption.PARTS;
import static dev.flowguard.rules.vocabulary.SourceOption.TYPES;

import java.util.List;

/**
 * A kind of place where an application handles content. A policy may name one that is not built; it
 * is then reported as not active, and the clauses that rely on it are unproven.
 */
public enum SourceKind {
  HTTP_IN("http-in", true, FIELDS, PARTS, TYPES, OWNER, DOCUMENT, OPTIONAL),
  HTTP_OUT("http-out", true, FIELDS, TYPES, OWNER, DOCUMENT, OPTIONAL),
  MULTIPART("multipart", true, FIELDS, PARTS, TYPES, OWNER, DOCUMENT, OPTIONAL),
  EXCHANGE("exchange", true, FIELDS, PARTS, TYPES, OWNER, DOCUMENT, HOSTS, ONLY, OPTIONAL),
  JDBC("jdbc", true, OWNER, DOCUMENT, COMPUTED, OPTIONAL),
  MONGO("mongo", true, OWNER, DOCUMENT, OPTIONAL),
  KAFKA("kafka", true, FIELDS, OWNER, DOCUMENT, OPTIONAL),
  REDIS("redis", true, FIELDS, OWNER, DOCUMENT, OPTIONAL),
  FILES("files", true),
  METHOD("method", true),
  ANNOTATION("annotation", true);

  private final String word;
  private final boolean isBuilt;
  private final List<SourceOption> options;

  SourceKind(String word, boolean isBuilt, SourceOption... options) {
    this.word = word;
    this.isBuilt = isBuilt;
    this.options = List.of(options);
  }

  /** True if this version captures from it. */
  public boolean isBuilt() {
    return isBuilt;
  }

  /** What a policy can say of a source of this kind. */
  public List<SourceOption> options() {
    return options;
  }

  /** The word in policies and logs. */
  @Override
  public String toString() {
    return word;
  }
}
