package dev.flowguard.rules.provenance;

import dev.flowguard.rules.payload.Location;

/**
 * A whole value that the application itself sends again and again, without the value.
 *
 * @param processor that it is sent to
 * @param path of a request that had it; not for output, it could hold content
 * @param location of its field; only {@link Location#shown} says which names are safe
 * @param length in UTF-16 units
 * @param requests that had it, clean ones only
 */
public record OwnValue(
    String processor, String path, Location location, int length, long requests) {
  @Override
  public String toString() {
    return "OwnValue[" + processor + ", " + location + ", " + length + " chars]";
  }
}
