package dev.flowguard.rules.capture;

import dev.flowguard.rules.payload.BlockEncodings;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Takes a content encoding off a body while it arrives. For one thread at a time. */
interface ContentDecoding {
  /** Takes what was decoded. */
  interface Sink {
    /**
     * @param bytes not to be kept
     */
    void decoded(byte[] bytes, int from, int to);
  }

  /**
   * For this encoding; null where it is not one that can be taken off while the body arrives.
   *
   * @param encoding value of {@code Content-Encoding}, or null
   * @param mostBytes that come out
   */
  static @Nullable ContentDecoding of(@Nullable String encoding, long mostBytes) {
    String name = encoding == null ? "" : encoding.trim().toLowerCase(Locale.ROOT);
    return BlockEncodings.isKnown(name)
        ? new ReopenedContent(name, mostBytes)
        : ContentStream.of(name, mostBytes);
  }

  /** Takes the next bytes of the body, as they are on the wire. */
  void add(byte[] bytes, int from, int to, Sink sink);

  /** Hands over what was left for later, because more may have come. */
  void finish(Sink sink);

  /** True if a piece takes no more time for what came before it. */
  boolean isIncremental();

  /** Bytes that are kept. */
  long held();

  /** True once something was left out. */
  boolean isPartial();

  /** Releases what is held; nothing more can be added. */
  void close();
}
