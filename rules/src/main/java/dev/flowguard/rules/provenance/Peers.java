package dev.flowguard.rules.provenance;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Services with which content was exchanged, by numbers: a captured value has one byte for it. Not
 * thread-safe; the owner locks.
 */
final class Peers {
  /** Of a value that others than one service may have. */
  static final byte NONE = 0;

  /** With more of them, values of the later ones are of none. */
  private static final int MOST = 255;

  private static final int LONGEST = 300;

  private final Map<String, Byte> numbers = new HashMap<>();

  Peers() {}

  Peers(Peers other) {
    numbers.putAll(other.numbers);
  }

  /** The number of a service. */
  byte number(@Nullable String peer) {
    if (peer == null || peer.length() > LONGEST) {
      return NONE;
    }
    Byte known = numbers.get(peer);
    if (known == null) {
      if (numbers.size() == MOST) {
        return NONE;
      }
      known = (byte) (numbers.size() + 1);
      numbers.put(peer, known);
    }
    return known;
  }

  /** The number of a service with which content was exchanged, or {@link #NONE}. */
  byte known(@Nullable String peer) {
    return peer == null ? NONE : numbers.getOrDefault(peer, NONE);
  }
}
