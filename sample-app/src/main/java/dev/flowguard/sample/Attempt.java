package dev.flowguard.sample;

/**
 * Something that the demo tries.
 *
 * @param what for people, at most 52 characters
 * @param to for people: the recipient
 * @param leak true if it must be stopped
 */
record Attempt(String what, String to, boolean leak, Action action) {
  /** Sends a request; returns the answer's status or an id. */
  @FunctionalInterface
  interface Action {
    String run() throws Exception;
  }
}
