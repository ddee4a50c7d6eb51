package dev.flowguard.rules.stream;

import dev.flowguard.rules.payload.Location;

/**
 * A value that a stream carries in pieces.
 *
 * @param place where in the events it is: a JSON path, with array elements by their {@code index}
 *     where they have one. Events that have a type or an index of their own, or a name in the
 *     framing, have that in front: {@code body response.output_text.delta[0] > json $.delta}. The
 *     same object in each call for the same value
 * @param text as far as it has come; content, so never printed
 */
public record StreamValue(Location place, String text) {
  @Override
  public String toString() {
    return place + " (text, " + text.length() + " chars)";
  }
}
