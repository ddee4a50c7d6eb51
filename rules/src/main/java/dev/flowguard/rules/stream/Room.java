package dev.flowguard.rules.stream;

/** How much may still be kept of one stream. For one thread at a time. */
final class Room {
  private final long bytes;
  private long left;
  private boolean isFull;
  private boolean isPartial;

  Room(long bytes) {
    this.bytes = bytes;
    left = bytes;
  }

  /** False if there is not so much left; the stream is full then. */
  boolean take(long bytes) {
    if (bytes > left) {
      isFull = true;
      isPartial = true;
      return false;
    }
    left -= bytes;
    return true;
  }

  void give(long bytes) {
    left += bytes;
  }

  long left() {
    return left;
  }

  long taken() {
    return bytes - left;
  }

  /** True once something did not fit: nothing more is taken then. */
  boolean isFull() {
    return isFull;
  }

  /** Notes that something was left out. */
  void leaveOut() {
    isPartial = true;
  }

  boolean isPartial() {
    return isPartial;
  }
}
