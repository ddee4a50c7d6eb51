package dev.flowguard.agent.contract;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Of Bedrock's {@code ConverseStream}: frames of {@code application/vnd.amazon.eventstream}, as
 * "Event stream encoding" of the Amazon Transcribe developer guide describes them.
 */
final class ConverseStreamForm implements ModelForm {
  private static final int PRELUDE = 12;
  private static final byte STRING = 7;

  @Override
  public boolean has(String path) {
    return path.endsWith("/converse-stream");
  }

  @Override
  public boolean isStream(String path, String request) {
    return true;
  }

  @Override
  public String streamType() {
    return "application/vnd.amazon.eventstream";
  }

  @Override
  public String whole(String text) {
    throw new UnsupportedOperationException("always a stream");
  }

  @Override
  public List<byte[]> stream(List<String> words) {
    List<byte[]> frames = new ArrayList<>();
    frames.add(
        frame("messageStart", "{\"p\":\"abcdefghijklmnopqrstuvwx\",\"role\":\"assistant\"}"));
    for (String word : words) {
      String delta =
          "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + word + "\"},\"p\":\"abcd\"}";
      frames.add(frame("contentBlockDelta", delta));
    }
    frames.add(frame("contentBlockStop", "{\"contentBlockIndex\":0}"));
    frames.add(frame("messageStop", "{\"stopReason\":\"end_turn\"}"));
    return frames;
  }

  private static byte[] frame(String type, String json) {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    header(headers, ":event-type", type);
    header(headers, ":content-type", "application/json");
    header(headers, ":message-type", "event");
    byte[] payload = json.getBytes(StandardCharsets.UTF_8);
    int length = PRELUDE + headers.size() + payload.length + Integer.BYTES;
    ByteBuffer frame = ByteBuffer.allocate(length).putInt(length).putInt(headers.size());
    frame.putInt(checksum(frame)).put(headers.toByteArray()).put(payload);
    return frame.putInt(checksum(frame)).array();
  }

  private static void header(ByteArrayOutputStream to, String name, String value) {
    to.write(name.length());
    to.writeBytes(name.getBytes(StandardCharsets.UTF_8));
    to.write(STRING);
    to.write(value.length() >> 8);
    to.write(value.length());
    to.writeBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  private static int checksum(ByteBuffer written) {
    CRC32 checksum = new CRC32();
    checksum.update(written.array(), 0, written.position());
    return (int) checksum.getValue();
  }
}
