package dev.flowguard.rules.provenance;

import org.jspecify.annotations.Nullable;

/**
 * Captured values that are copies or parts of each other: a message and the prompt that repeats it,
 * a prompt and the next one, which is longer by a turn. Together they are one document when it is
 * counted in how many documents a phrase is. Not thread-safe; the owner locks.
 */
final class Family {
  private @Nullable Family joined;

  /** The one that stands for all that were joined. */
  Family root() {
    Family at = this;
    while (at.joined != null) {
      if (at.joined.joined != null) {
        at.joined = at.joined.joined; // halves the way for the next time
      }
      at = at.joined;
    }
    return at;
  }

  /** Makes one of two. */
  void join(Family other) {
    Family mine = root();
    Family theirs = other.root();
    if (mine != theirs) {
      theirs.joined = mine;
    }
  }
}
