package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Inspection.Reason;
import java.util.Arrays;

/**
 * Protocol Buffers without their schema (wire format of the Protocol Buffers encoding guide):
 * fields by number; a field with a length may be a text, bytes or a message, and is looked at as
 * each of them that it can be. Declared, or where bytes that are nothing else parse as a message to
 * their end.
 */
final class ProtobufDecoder implements Decoder {
  static final String TYPE = "application/x-protobuf";
  private static final int SHORTEST = 4;
  private static final int MOST_FIELDS = 100_000;

  /** Bytes of a field with its place, beside its value. */
  private static final int FIELD = 128;

  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null || bytes.length < SHORTEST) {
      return false;
    }
    to.work().charge(2L * bytes.length);
    if (!isMessage(bytes)) {
      if (part.isBody() && isDeclared(part)) {
        to.incomplete(Reason.MALFORMED);
      }
      return false;
    }
    if (OnnxFile.is(bytes)) {
      to.leaf(new Leaf.Binary(part.location(), part.layers(), bytes, part.type(), part.fileName()));
    }
    Location message =
        part.location().kind() == Location.Kind.PROTOBUF
            ? part.location()
            : Unfolding.root(part, Location.Kind.PROTOBUF);
    Layers layers =
        part.location().kind() == Location.Kind.PROTOBUF
            ? part.layers()
            : part.layers().then("protobuf");
    Cursor at = new Cursor(bytes);
    while (at.next()) {
      if (at.wireType != 2) {
        continue;
      }
      to.work().allocate(FIELD + 2L * (at.end - at.start));
      byte[] value = Arrays.copyOfRange(bytes, at.start, at.end);
      if (value.length == 0 || !to.decoded(value.length)) {
        continue;
      }
      Location field = message.child(Integer.toString(at.field));
      boolean isMessage = value.length >= SHORTEST && isMessage(value);
      TextEncoding read = TextEncoding.read(value, null);
      if (read != null) {
        to.value(field, layers, part.depth() + 1, read.text());
      }
      if (isMessage || read == null) {
        to.add(
            new Part(
                field,
                layers,
                part.depth() + 1,
                value,
                null,
                isMessage ? TYPE : null,
                null,
                false));
      }
    }
    return true;
  }

  private static boolean isDeclared(Part part) {
    String type = part.mediaType();
    return type.endsWith("protobuf") || type.endsWith("+proto");
  }

  /** True if the bytes are fields to their end, with at least one that has a length. */
  private static boolean isMessage(byte[] bytes) {
    Cursor at = new Cursor(bytes);
    int fields = 0;
    boolean hasLength = false;
    while (at.next()) {
      hasLength |= at.wireType == 2;
      if (++fields > MOST_FIELDS) {
        return false;
      }
    }
    return at.isEnd() && hasLength;
  }

  /** Walks over fields; groups are walked into. */
  private static final class Cursor {
    private final byte[] bytes;
    private int at;
    private boolean isBroken;

    private int field;
    private int wireType;
    private int start;
    private int end;

    Cursor(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean isEnd() {
      return !isBroken && at == bytes.length;
    }

    boolean next() {
      if (isBroken || at >= bytes.length) {
        return false;
      }
      long tag = varint();
      field = (int) (tag >>> 3);
      wireType = (int) (tag & 7);
      start = at;
      if (isBroken || tag >>> 32 != 0 || field == 0) {
        isBroken = true;
        return false;
      }
      switch (wireType) {
        case 0 -> varint();
        case 1 -> at += 8;
        case 2 -> {
          long length = varint();
          start = at;
          isBroken |= length < 0 || length > bytes.length - at;
          at += isBroken ? 0 : (int) length;
        }
        case 3, 4 -> {}
        case 5 -> at += 4;
        default -> isBroken = true;
      }
      end = at;
      isBroken |= at > bytes.length;
      return !isBroken;
    }

    private long varint() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        if (at >= bytes.length) {
          isBroken = true;
          return 0;
        }
        byte b = bytes[at++];
        value |= (long) (b & 0x7f) << shift;
        if (b >= 0) {
          return value;
        }
      }
      isBroken = true;
      return 0;
    }
  }
}
