package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Work;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.brotli.dec.BrotliInputStream;

/** Content encodings whose decoders want all of a body at once: Brotli and Zstandard. */
public final class BlockEncodings {
  private static final int BUFFER = 8 << 10;

  /** A block of Brotli that ends the stream, and begins with a byte (RFC 7932, 9.2). */
  private static final byte LAST_AND_EMPTY = 3;

  private BlockEncodings() {}

  /**
   * True if {@link #open} takes this encoding off.
   *
   * @param encoding in lower case
   */
  public static boolean isKnown(String encoding) {
    return encoding.equals("br") || encoding.equals("zstd");
  }

  /**
   * What the first bytes of a body decode to, as far as they go.
   *
   * @param most bytes that come out
   */
  public static byte[] open(String encoding, byte[] bytes, int most) {
    return encoding.equals("br") ? brotli(bytes, most) : zstandard(bytes, most);
  }

  /**
   * The decoder gives out what is at hand at the end of a stream only, so a part of one is ended
   * first, as if nothing more came. This fits where the sender has flushed.
   */
  private static byte[] brotli(byte[] bytes, int most) {
    byte[] ended = Arrays.copyOf(bytes, bytes.length + 1);
    ended[bytes.length] = LAST_AND_EMPTY;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!brotli(ended, most, out)) {
      out.reset();
      brotli(bytes, most, out);
    }
    return out.toByteArray();
  }

  /** False if it ends too soon, or has a fault. */
  private static boolean brotli(byte[] bytes, int most, ByteArrayOutputStream out) {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = new BrotliInputStream(new ByteArrayInputStream(bytes), BUFFER)) {
      for (int n = in.read(buffer); n >= 0 && out.size() < most; n = in.read(buffer)) {
        out.write(buffer, 0, Math.min(n, most - out.size()));
      }
      return true;
    } catch (IOException | IllegalStateException e) {
      return false; // what came before is there
    }
  }

  private static byte[] zstandard(byte[] bytes, int most) {
    Zstandard frames = new Zstandard(bytes, most, Work.forBytes(bytes.length));
    try {
      frames.run();
    } catch (Zstandard.Malformed | Work.UsedUp e) {
      // What came before is there.
    }
    return frames.output();
  }
}
