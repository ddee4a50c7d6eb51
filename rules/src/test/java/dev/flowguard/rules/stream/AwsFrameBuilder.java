package dev.flowguard.rules.stream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/** Writes frames of {@code application/vnd.amazon.eventstream}. */
final class AwsFrameBuilder {
  private static final int PRELUDE = 12;
  private static final byte STRING = 7;

  private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

  AwsFrameBuilder event(String type, String json) {
    return raw(frame(type, "application/json", json.getBytes(StandardCharsets.UTF_8)));
  }

  /** An event of InvokeModelWithResponseStream. */
  AwsFrameBuilder chunk(String content, String padding) {
    String encoded = Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
    return event("chunk", "{\"bytes\":\"" + encoded + "\",\"p\":\"" + padding + "\"}");
  }

  AwsFrameBuilder raw(byte[] bytes) {
    stream.writeBytes(bytes);
    return this;
  }

  byte[] bytes() {
    return stream.toByteArray();
  }

  static byte[] frame(String type, String contentType, byte[] payload) {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    header(headers, ":event-type", type);
    header(headers, ":content-type", contentType);
    header(headers, ":message-type", "event");
    return frame(headers.toByteArray(), payload);
  }

  static byte[] frame(byte[] headers, byte[] payload) {
    int length = PRELUDE + headers.length + payload.length + Integer.BYTES;
    ByteBuffer frame = ByteBuffer.allocate(length).putInt(length).putInt(headers.length);
    frame.putInt(checksum(frame.array(), frame.position())).put(headers).put(payload);
    frame.putInt(checksum(frame.array(), frame.position()));
    return frame.array();
  }

  /** Of a frame with so many bytes, of which none is there. */
  static byte[] prelude(int length, int headers) {
    ByteBuffer prelude = ByteBuffer.allocate(PRELUDE).putInt(length).putInt(headers);
    prelude.putInt(checksum(prelude.array(), prelude.position()));
    return prelude.array();
  }

  static void header(ByteArrayOutputStream to, String name, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    to.write(name.length());
    to.writeBytes(name.getBytes(StandardCharsets.UTF_8));
    to.write(STRING);
    to.write(bytes.length >> 8);
    to.write(bytes.length);
    to.writeBytes(bytes);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }
}
