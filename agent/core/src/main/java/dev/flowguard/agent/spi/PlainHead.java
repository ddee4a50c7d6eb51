package dev.flowguard.agent.spi;

import org.jspecify.annotations.Nullable;

/**
 * The head of a body that a server compresses below the place where it is seen, or has decompressed
 * there: then the head declares an encoding, and the body does not begin as such a body does.
 *
 * @param head as the message has it
 * @param first the first byte of the body where it is seen
 */
public record PlainHead(MessageHead head, int first) implements MessageHead {
  private static final String ENCODING = "Content-Encoding";
  private static final int FIRST_OF_GZIP = 0x1f;
  private static final int METHOD_OF_ZLIB = 8;

  @Override
  public @Nullable String header(String name) {
    String value = head.header(name);
    if (value == null || !name.equalsIgnoreCase(ENCODING)) {
      return value;
    }
    boolean isPlain =
        value.equalsIgnoreCase("gzip") && first != FIRST_OF_GZIP
            || value.equalsIgnoreCase("deflate") && (first & 0xf) != METHOD_OF_ZLIB;
    return isPlain ? null : value;
  }

  /** No header: some are secrets. */
  @Override
  public String toString() {
    return "PlainHead";
  }
}
