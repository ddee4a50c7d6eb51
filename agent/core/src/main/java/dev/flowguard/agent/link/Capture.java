package dev.flowguard.agent.link;

import org.jspecify.annotations.Nullable;

/** Where captured values go. Never throws. */
public interface Capture {
  /** A value that the declared source of this number has handled. */
  void captured(@Nullable Object value, int source);

  /** A value that the application itself declares. */
  void protect(String category, Object value, @Nullable String owner, @Nullable String document);

  /**
   * Forgets what is known of this document.
   *
   * @return how many values, or -1 where that is not known
   */
  int forget(String document);

  /**
   * Forgets what is known of this owner.
   *
   * @return how many values, or -1 where that is not known
   */
  int forgetOwner(String owner);
}
