package dev.flowguard.rules.vocabulary;

/** Something that a policy can ask for beside shapes and sources, by one key. */
public enum Feature {
  /** Counts connections to processors that nothing has judged. */
  CENSUS("census", false),

  /** What a violation does beside blocking the whole request. */
  ON_VIOLATION("on-violation", false);

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
