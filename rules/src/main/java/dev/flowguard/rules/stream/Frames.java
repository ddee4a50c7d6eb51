package dev.flowguard.rules.stream;

/** Finds the events in a stream of bytes. */
interface Frames {
  void add(byte b);

  /** No more has come so far: what is kept may be kept for long. */
  void rest();
}
