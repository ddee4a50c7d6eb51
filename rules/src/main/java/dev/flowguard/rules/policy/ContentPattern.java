package dev.flowguard.rules.policy;

import com.google.re2j.Pattern;

/**
 * A pattern of a category's content that the company has written itself, in RE2's syntax: matched
 * in time linear in the text, so that no text can stall a judgement.
 *
 * @param id for findings and logs
 * @param shadow true to report matches without blocking
 * @see <a href="https://github.com/google/re2/wiki/Syntax">RE2 syntax</a>
 */
public record ContentPattern(String id, Pattern pattern, boolean shadow) {
  /** Patterns of one policy. */
  public static final int MOST = 64;

  /** Characters of one pattern. */
  public static final int LONGEST = 512;
}
