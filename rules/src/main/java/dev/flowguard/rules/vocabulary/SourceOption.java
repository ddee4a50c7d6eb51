package dev.flowguard.rules.vocabulary;

/** What a policy can say of a source beside its kind. Which kinds it is for, they say. */
public enum SourceOption {
  /** Which fields of what a source handles are captured. */
  FIELDS("fields"),

  /** Which parts of a multipart body are captured. */
  PARTS("parts"),

  /** Which media types are captured. */
  TYPES("types"),

  /** Whose content a captured value is. */
  OWNER("owner"),

  /** Which document a captured value belongs to. */
  DOCUMENT("document"),

  /** Whether what a database computes from a column is captured. */
  COMPUTED("computed"),

  /** Where the service of a preset is. */
  HOSTS("hosts"),

  /** Which direction of an exchange is captured. */
  ONLY("only"),

  /** A source that need not be seen. */
  OPTIONAL("optional");

  private final String key;

  SourceOption(String key) {
    this.key = key;
  }

  /** The key in policies. */
  @Override
  public String toString() {
    return key;
  }
}
