package dev.flowguard.rules.vocabulary;

import java.util.Locale;

/** How captured texts of a category are recognised in a request. */
public enum Match {
  /** By runs of text, and as a whole from 24 letters on. */
  TEXT,

  /**
   * As whole words, from 8 to 64 characters: names, addresses and numbers of people. As their
   * SHA-256 too where a rule asks for it.
   */
  WORDS;

  /** The word in policies. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
