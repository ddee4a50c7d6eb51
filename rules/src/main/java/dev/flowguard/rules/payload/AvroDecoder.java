package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Inspection.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Files of Apache Avro (its specification, "Object Container Files"): the blocks, as they are, in
 * raw deflate or in Zstandard. Other codecs are not opened, which is noted.
 */
final class AvroDecoder implements Decoder {
  private static final String MAGIC = "Obj\u0001";
  private static final int SYNC = 16;
  private static final int MOST_ENTRIES = 1_000;

  /** Steps of an entry or a block beside its bytes. */
  private static final int STEPS = 64;

  @Override
  public boolean mayOpen(byte[] bytes, String mediaType) {
    return Bytes.startsWith(bytes, MAGIC);
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null || !Bytes.startsWith(bytes, MAGIC)) {
      return false;
    }
    Numbers file = new Numbers(bytes, MAGIC.length());
    String codec = "null";
    int entries = 0;
    for (long left = file.next(); left != 0; ) {
      if (left < 0) {
        left = -left;
        file.next(); // bytes of these entries
      }
      for (; left > 0; left--) {
        to.work().charge(STEPS);
        int key = file.skip(file.next());
        String name = file.text(key);
        int value = file.skip(file.next());
        if (file.isOver() || ++entries > MOST_ENTRIES) {
          return false; // four bytes of anything may be these
        }
        codec = name.equals("avro.codec") ? file.text(value) : codec;
      }
      left = file.next();
    }
    if (file.skip(SYNC) < 0) {
      return false;
    }
    to.strings(part, Arrays.copyOf(bytes, file.at));
    while (file.at < bytes.length) {
      to.work().charge(STEPS);
      file.next(); // records
      int start = file.skip(file.next());
      if (start < 0) {
        to.incomplete(Reason.TRUNCATED);
        return true;
      }
      block(part, codec, Arrays.copyOfRange(bytes, start, file.at), to);
      file.skip(SYNC);
    }
    return true;
  }

  private static void block(Part part, String codec, byte[] block, Unfolding to) {
    to.work().allocate(block.length);
    switch (codec) {
      case "null", "zstandard" ->
          to.add(part.inner("avro", block)); // the latter has a magic number
      case "deflate" ->
          to.add(part.inner("avro", to.inflater().inflateRaw(block, 0, block.length, new int[1])));
      default -> {
        to.incomplete(Reason.ENCODING);
        to.file(part, block);
      }
    }
  }

  /** Numbers of variable length, and what they are the length of. */
  private static final class Numbers {
    private static final int LONGEST = 10;

    private final byte[] bytes;
    private int at;
    private boolean isOver;

    Numbers(byte[] bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    boolean isOver() {
      return isOver;
    }

    /** In zigzag, lowest bits first; 0 and over at the end. */
    long next() {
      long value = 0;
      for (int i = 0; i < LONGEST && at < bytes.length; i++) {
        int b = bytes[at++];
        value |= (long) (b & 0x7f) << 7 * i;
        if (b >= 0) {
          return value >>> 1 ^ -(value & 1);
        }
      }
      isOver = true;
      return 0;
    }

    /** Goes on behind so many bytes, and returns where they begin; -1 if there are fewer. */
    int skip(long length) {
      if (isOver || length < 0 || length > bytes.length - at) {
        isOver = true;
        return -1;
      }
      int start = at;
      at += (int) length;
      return start;
    }

    /** What was skipped last, from where it begins. */
    String text(int start) {
      return isOver || start < 0
          ? ""
          : new String(bytes, start, Math.min(at - start, SYNC), StandardCharsets.UTF_8);
    }
  }
}
