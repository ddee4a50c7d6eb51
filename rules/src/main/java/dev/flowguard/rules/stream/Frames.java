package dev.flowguard.rules.stream;

/** Finds the events in a stream of bytes. */
interface Frames {
  void add(byte b);
}
