package dev.flowguard.rules.stream;

import org.jspecify.annotations.Nullable;

/** What one value of a stream is made of: a place, or a group instead of its places. */
interface Shown {
  /** The value as far as it has come; null where there is none, or no content. */
  @Nullable StreamValue shown();
}
