package dev.flowguard.rules.counted;

/**
 * An input.
 *
 * @param url that it is sent to
 * @param header a header's value that it is sent with, or empty
 * @param type declared media type
 */
public record Sample(String name, String url, String header, String type, byte[] body) {
  /** Bytes of all of it. */
  public long size() {
    return url.length() + header.length() + type.length() + body.length;
  }

  @Override
  public String toString() {
    return name + ", " + (size() >> 10) + " KiB";
  }
}
