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

/** A kind of place where an application handles content. */
public enum SourceKind {
  HTTP_IN("http-in", FIELDS, PARTS, TYPES, OWNER, DOCUMENT, OPTIONAL),
  HTTP_OUT("http-out", FIELDS, TYPES, OWNER, DOCUMENT, OPTIONAL),
  MULTIPART("multipart", FIELDS, PARTS, TYPES, OWNER, DOCUMENT, OPTIONAL),
  EXCHANGE("exchange", FIELDS, PARTS, TYPES, OWNER, DOCUMENT, HOSTS, ONLY, OPTIONAL),
  JDBC("jdbc", OWNER, DOCUMENT, COMPUTED, OPTIONAL),
  MONGO("mongo", OWNER, DOCUMENT, OPTIONAL),
  KAFKA("kafka", FIELDS, OWNER, DOCUMENT, OPTIONAL),
  REDIS("redis", FIELDS, OWNER, DOCUMENT, OPTIONAL),
  FILES("files"),
  METHOD("method"),
  ANNOTATION("annotation");

  private final String word;
  private final List<SourceOption> options;

  SourceKind(String word, SourceOption... options) {
    this.word = word;
    this.options = List.of(options);
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
