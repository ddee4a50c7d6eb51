package dev.flowguard.rules.vocabulary;

/** Something that a policy can ask for beside shapes and sources, by one key. */
public enum Feature {
  /** Counts connections to processors that nothing has judged. */
  CENSUS("census", false),

  /** What a violation does beside blocking the whole request. */
  ON_VIOLATION("on-violation", false),

  /** Which fields of what a source handles are captured. */
  FIELDS("fields", false),

  /** Which parts of an upload are captured. */
  PARTS("parts", false),

  /** Which media types are captured. */
  TYPES("types", false),

  /** Whose content a captured value is. */
  OWNER("owner", false),

  /** Which document a captured value belongs to. */
  DOCUMENT("document", false),

  /** Which direction of an exchange is captured. */
  ONLY("only", false),

  /** A source that need not exist. */
  OPTIONAL("optional", false);

  private final String key;
  private final boolean isBuilt;

  Feature(String key, boolean isBuilt) {
    this.key = key;
    this.isBuilt = isBuilt;
  }

  /** True if this version does it. */
  public boolean isBuilt() {
    return isBuilt;
  }

  /** The key in policies. */
  @Override
  public String toString() {
    return key;
  }
}
