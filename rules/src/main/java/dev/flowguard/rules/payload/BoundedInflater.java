package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Inspection.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;

/** Inflates within the budgets of one payload; what came before an end too soon is kept. */
final class BoundedInflater {
  private static final int RATIO_FLOOR = 1 << 20;
  private static final int BUFFER = 8192;
  private static final int GZIP_HEAD = 10;
  private static final int GZIP_TRAILER = 8;

  /** Bytes that noise does not pass for compressed ones. */
  private static final int SURE_INPUT = 128;

  /** Steps of beginning anew, in native code. */
  private static final int RESET = 1_500;

  /** Steps and bytes of a decoder of brotli, before it reads anything. */
  private static final int BROTLI = 64 << 10;

  /** Of a byte that comes out of it, beside writing it. */
  private static final int BROTLI_STEPS = 2;

  /** Noise that may pass for brotli in one payload, from which on its window is charged too. */
  private static final int FREE_GUESSES = 16;

  private static final long MOST_WINDOW = 1 << 20;

  private final Unfolding to;
  private final UnfoldLimits limits;

  /** Empty until something is opened: most payloads have nothing compressed. */
  private byte[] buffer = {};

  private ByteArrayOutputStream output = new ByteArrayOutputStream(0);
  private int guesses;
  private @Nullable Inflater withHeader;
  private @Nullable Inflater raw;

  BoundedInflater(Unfolding to, UnfoldLimits limits) {
    this.to = to;
    this.limits = limits;
  }

  /** Releases what the inflaters hold outside the heap. */
  void close() {
    if (withHeader != null) {
      withHeader.end();
    }
    if (raw != null) {
      raw.end();
    }
  }

  /** One for all parts: what it holds outside the heap is costly to make. */
  private Inflater inflater(boolean isRaw) {
    to.work().charge(RESET);
    Inflater inflater = isRaw ? raw : withHeader;
    if (inflater == null) {
      inflater = new Inflater(isRaw);
      if (isRaw) {
        raw = inflater;
      } else {
        withHeader = inflater;
      }
    } else {
      inflater.reset();
    }
    return inflater;
  }

  /** Where output is gathered; for one part at a time. */
  private ByteArrayOutputStream output() {
    if (buffer.length == 0) {
      buffer = new byte[BUFFER];
      output = new ByteArrayOutputStream(BUFFER);
    }
    output.reset();
    return output;
  }

  /**
   * What came of a compressed part, and what stands beside it: names in heads, bytes behind ends.
   */
  record Opened(byte[] bytes, byte[] beside) {}

  /**
   * RFC 1952, all members; null if it is no gzip at all.
   *
   * @param isDeclared false for bytes that only begin so, which three bytes of many tokens do: then
   *     a fault is noted only if it comes after more than chance can explain
   */
  @Nullable Opened gunzip(byte[] bytes, boolean isDeclared) {
    to.work().charge(bytes.length); // of names in heads, and what is beside the members
    ByteArrayOutputStream out = output();
    ByteArrayOutputStream beside = new ByteArrayOutputStream();
    int at = 0;
    boolean isFirst = true;
    Reason fault = null;
    while (fault == null && Bytes.isGzip(bytes, at)) {
      int start = gzipHeadEnd(bytes, at);
      if (start > bytes.length) {
        fault = Reason.TRUNCATED;
        break;
      }
      beside.write(bytes, at + GZIP_HEAD, start - at - GZIP_HEAD);
      int[] used = new int[1];
      int before = out.size();
      fault = inflateInto(out, true, bytes, start, bytes.length, used);
      if (isFirst && fault != null && out.size() == before) {
        return null;
      }
      isFirst = false;
      at = start + used[0] + (fault == null ? GZIP_TRAILER : 0);
      if (fault == null && at > bytes.length) {
        fault = Reason.TRUNCATED;
      }
      if (out.size() >= to.decodedLeft()) {
        break;
      }
    }
    if (fault != null && (isDeclared || at >= SURE_INPUT)) {
      to.incomplete(fault);
    }
    if (at < bytes.length) {
      beside.write(bytes, at, bytes.length - at);
    }
    to.decoded(out.size());
    return new Opened(out.toByteArray(), beside.toByteArray());
  }

  /** Where the compressed bytes of a member begin; beyond the end if the head is cut short. */
  private static int gzipHeadEnd(byte[] bytes, int start) {
    if (start + GZIP_HEAD > bytes.length) {
      return bytes.length + 1;
    }
    int flags = bytes[start + 3];
    int at = start + GZIP_HEAD;
    if ((flags & 4) != 0) { // extra field
      at += at + 2 <= bytes.length ? 2 + (int) Bytes.little(bytes, at, 2) : 2;
    }
    for (int text = 8; text <= 16; text *= 2) { // name, comment
      if ((flags & text) != 0) {
        while (at < bytes.length && bytes[at] != 0) {
          at++;
        }
        at++;
      }
    }
    return at + ((flags & 2) != 0 ? 2 : 0);
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
    ByteArrayOutputStream out = output();
    Reason fault = inflateInto(out, !hasHeader, bytes, 0, bytes.length, new int[1]);
    if (fault == Reason.TRUNCATED || fault != null && out.size() > 0) {
      to.incomplete(fault);
    }
    to.decoded(out.size());
    return out.size() == 0 ? null : out.toByteArray();
  }

  static boolean isZlib(byte[] bytes) {
    return bytes.length > 2
        && (bytes[0] & 0x0f) == 8
        && (bytes[0] & 0xf0) <= 0x70
        && ((bytes[0] & 0xff) << 8 | bytes[1] & 0xff) % 31 == 0
        && (bytes[1] & 0x20) == 0;
  }

  /** RFC 7932; null if it is none. */
  byte @Nullable [] brotli(byte[] bytes) {
    to.work().charge(BROTLI + 2L * bytes.length);
    to.work().allocate(BROTLI);
    ByteArrayOutputStream out = output();
    try (InputStream in = new BrotliInputStream(new ByteArrayInputStream(bytes), BUFFER)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        to.work().charge((long) BROTLI_STEPS * n);
        write(out, n);
        if (isTooMuch(out.size(), bytes.length)) {
          break;
        }
      }
    } catch (EOFException e) {
      to.incomplete(Reason.TRUNCATED);
    } catch (IOException | IllegalStateException e) {
      if (out.size() == 0) {
        return null;
      }
      to.incomplete(Reason.MALFORMED);
    }
    to.decoded(out.size());
    return out.size() == 0 ? null : out.toByteArray();
  }

  /** Takes what is in the buffer, and charges it. */
  private void write(ByteArrayOutputStream out, int count) {
    to.work().allocate(2L * count);
    out.write(buffer, 0, count);
  }

  /** RFC 8878, all frames; null if it is none. */
  @Nullable Opened zstandard(byte[] bytes) {
    long most =
        Math.min(Math.max(RATIO_FLOOR, (long) limits.ratio() * bytes.length), to.decodedLeft());
    Zstandard frames = new Zstandard(bytes, most, to.work());
    try {
      if (!frames.run()) {
        to.incomplete(Reason.WORK);
      }
    } catch (Zstandard.Malformed e) {
      if (frames.size() == 0) {
        return null;
      }
      to.incomplete(Reason.MALFORMED);
    }
    to.decoded(frames.size());
    return new Opened(frames.output(), frames.beside());
  }

  /**
   * A part of RFC 1951 within other bytes; what came before a fault is kept, and noted.
   *
   * @param used its first takes how many bytes of input there were
   */
  byte[] inflateRaw(byte[] bytes, int start, int end, int[] used) {
    ByteArrayOutputStream out = output();
    Reason fault = inflateInto(out, true, bytes, start, end, used);
    if (fault != null) {
      to.incomplete(fault);
    }
    to.decoded(out.size());
    return out.toByteArray();
  }

  /**
   * Bytes that begin as RFC 1950 says, which two bytes of anything may do by chance: a fault is
   * noted only if it comes after more than chance can explain. Null if nothing comes out.
   */
  @Nullable Opened guessZlib(byte[] bytes) {
    ByteArrayOutputStream out = output();
    int[] used = new int[1];
    Reason fault = inflateInto(out, false, bytes, 0, bytes.length, used);
    if (fault != null && used[0] >= SURE_INPUT) {
      to.incomplete(fault);
    }
    to.decoded(out.size());
    if (out.size() == 0) {
      return null;
    }
    byte[] beside = Arrays.copyOfRange(bytes, Math.min(used[0], bytes.length), bytes.length);
    return new Opened(out.toByteArray(), beside);
  }

  /** Tries RFC 1951 on bytes that may be anything; null unless they are it to their end. */
  byte @Nullable [] guessDeflate(byte[] bytes) {
    ByteArrayOutputStream out = output();
    int[] used = new int[1];
    if (inflateInto(out, true, bytes, 0, bytes.length, used) != null || used[0] < bytes.length) {
      return null;
    }
    to.decoded(out.size());
    return out.toByteArray();
  }

  /** Returns what is wrong, or null; a budget that has ended is noted, and is not wrong. */
  private @Nullable Reason inflateInto(
      ByteArrayOutputStream out, boolean isRaw, byte[] bytes, int start, int end, int[] used) {
    Inflater inflater = inflater(isRaw);
    boolean isPadded = false;
    long read = 0;
    try {
      inflater.setInput(bytes, start, Math.max(0, end - start));
      while (!inflater.finished()) {
        int n = inflater.inflate(buffer);
        if (n == 0 && inflater.needsInput() && isRaw && !isPadded) {
          // Without a header the inflater may want one byte more than there is, of any value.
          inflater.setInput(new byte[1]);
          isPadded = true;
        } else if (n == 0 && !inflater.finished()) {
          return inflater.needsDictionary() ? Reason.MALFORMED : Reason.TRUNCATED;
        }
        to.work().charge(inflater.getBytesRead() - read);
        read = inflater.getBytesRead();
        write(out, n);
        if (isTooMuch(out.size(), read)) {
          used[0] = end - start;
          return null;
        }
      }
      return null;
    } catch (DataFormatException e) {
      return Reason.MALFORMED;
    } finally {
      used[0] = Math.max(used[0], (int) Math.min(end - start, inflater.getBytesRead()));
    }
  }

  /** Tries RFC 7932 on bytes that may be anything; null unless they are it to their end. */
  byte @Nullable [] guessBrotli(byte[] bytes) {
    long window = BrotliHead.window(bytes, (long) limits.ratio() * bytes.length);
    if (window < 0) {
      return null;
    }
    to.work().charge(BROTLI + 2L * bytes.length);
    // A later block may make the decoder allocate all of its window.
    to.work().allocate(++guesses > FREE_GUESSES ? BROTLI + Math.min(window, MOST_WINDOW) : BROTLI);
    ByteArrayOutputStream out = output();
    try (InputStream in = new BrotliInputStream(new ByteArrayInputStream(bytes), BUFFER)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        to.work().charge((long) BROTLI_STEPS * n);
        write(out, n);
        if (bytes.length < SURE_INPUT
            ? out.size() > RATIO_FLOOR
            : isTooMuch(out.size(), bytes.length)) {
          break; // of a few bytes that are no brotli much may come by chance
        }
      }
    } catch (IOException | IllegalStateException e) {
      return null;
    }
    if (out.size() == 0) {
      return null;
    }
    to.decoded(out.size());
    return out.toByteArray();
  }

  /** True, and noted, if output is beyond what a part or the payload may give. */
  private boolean isTooMuch(int size, long inputLength) {
    if (size > RATIO_FLOOR && size / Math.max(1, inputLength) > limits.ratio()) {
      to.incomplete(Reason.WORK);
      return true;
    }
    if (size > to.decodedLeft()) {
      to.incomplete(Reason.WORK);
      return true;
    }
    return false;
  }
}
