package dev.flowguard.rules.payload;

import dev.flowguard.rules.decision.Inspection.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Inflates within the budgets of one payload; what came before an end too soon is kept. */
final class BoundedInflater {
  private static final int RATIO_FLOOR = 1 << 20;
  private static final int BUFFER = 8192;

  private final Unfolding to;
  private final UnfoldLimits limits;

  BoundedInflater(Unfolding to, UnfoldLimits limits) {
    this.to = to;
    this.limits = limits;
  }

  /** RFC 1952, all members; null if it is no gzip at all. */
  byte @Nullable [] gunzip(byte[] bytes) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes), BUFFER)) {
      return read(in, bytes.length, false);
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * RFC 1950, or RFC 1951 where there is no zlib header and {@code raw} is set; null if it is
   * neither.
   */
  byte @Nullable [] inflate(byte[] bytes, boolean raw) {
    boolean hasHeader = isZlib(bytes);
    if (!hasHeader && !raw) {
      return null;
    }
    Inflater inflater = new Inflater(!hasHeader);
    try (InputStream in =
        new InflaterInputStream(new ByteArrayInputStream(bytes), inflater, BUFFER)) {
      return read(in, bytes.length, true);
    } catch (IOException e) {
      return null;
    } finally {
      inflater.end();
    }
  }

  static boolean isZlib(byte[] bytes) {
    return bytes.length > 2
        && (bytes[0] & 0x0f) == 8
        && (bytes[0] & 0xf0) <= 0x70
        && ((bytes[0] & 0xff) << 8 | bytes[1] & 0xff) % 31 == 0
        && (bytes[1] & 0x20) == 0;
  }

  private byte @Nullable [] read(InputStream in, int inputLength, boolean needsOutput) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(4 * inputLength, RATIO_FLOOR));
    byte[] buffer = new byte[BUFFER];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        if (out.size() > RATIO_FLOOR && out.size() / Math.max(1, inputLength) > limits.ratio()) {
          to.incomplete(Reason.RATIO);
          break;
        }
        if (out.size() > to.decodedLeft()) {
          to.incomplete(Reason.BYTES);
          break;
        }
      }
    } catch (EOFException e) {
      to.incomplete(Reason.TRUNCATED);
    } catch (IOException e) {
      if (out.size() == 0) {
        return null;
      }
      to.incomplete(Reason.MALFORMED);
    }
    if (needsOutput && out.size() == 0) {
      return null;
    }
    to.decoded(out.size());
    return out.toByteArray();
  }
}
