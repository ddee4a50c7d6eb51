package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Inspection.Reason;
import java.util.Arrays;
import java.util.List;

/**
 * Messages of gRPC and gRPC-Web: a flag, four bytes of length, the message, compressed or not (gRPC
 * over HTTP2, "Length-Prefixed-Message"). Declared, or where the lengths come out even.
 */
final class GrpcDecoder implements Decoder {
  private static final int HEAD = 5;
  private static final int MOST_FRAMES = 10_000;

  /** The bit of a flag that says so; which compression it is stands in a header. */
  private static final int COMPRESSED = 1;

  private static final List<Decoder> COMPRESSIONS =
      List.of(new GzipDecoder(), new DeflateDecoder(), new ZstandardDecoder());

  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null || bytes.length < HEAD) {
      return false;
    }
    to.work().charge(bytes.length);
    boolean isDeclared =
        part.mediaType().startsWith("application/grpc") && !part.mediaType().contains("-text");
    if (!isDeclared && !comesOutEven(bytes)) {
      return false;
    }
    int at = 0;
    int message = 0;
    while (at + HEAD <= bytes.length && message < MOST_FRAMES) {
      long length = Bytes.big(bytes, at + 1, 4);
      int start = at + HEAD;
      int end = (int) Math.min(bytes.length, start + length);
      if (start + length > bytes.length) {
        to.incomplete(Reason.TRUNCATED);
      }
      if (end > start && to.decoded(end - start)) {
        Part inner =
            new Part(
                part.location().child(message),
                part.layers().then("grpc"),
                part.depth() + 1,
                Arrays.copyOfRange(bytes, start, end),
                null,
                ProtobufDecoder.TYPE,
                null,
                false);
        if (!isDeclared || (bytes[at] & COMPRESSED) == 0) {
          to.add(inner);
        } else if (!isDecompressed(inner, to)) {
          to.incomplete(Reason.ENCODING);
          to.add(inner);
        }
      }
      message++;
      at = end;
    }
    if (message == MOST_FRAMES) {
      to.incomplete(Reason.WORK);
    }
    return true;
  }

  private static boolean isDecompressed(Part message, Unfolding to) {
    for (Decoder each : COMPRESSIONS) {
      if (each.open(message, to)) {
        return true;
      }
    }
    return false;
  }

  private static boolean comesOutEven(byte[] bytes) {
    int at = 0;
    int frames = 0;
    while (at + HEAD <= bytes.length) {
      int flag = bytes[at] & 0xff;
      if (flag > 1 && flag != 0x80 || ++frames > MOST_FRAMES) {
        return false;
      }
      long next = at + HEAD + Bytes.big(bytes, at + 1, 4);
      if (next > bytes.length) {
        return false;
      }
      at = (int) next;
    }
    return at == bytes.length && bytes.length > HEAD;
  }
}
