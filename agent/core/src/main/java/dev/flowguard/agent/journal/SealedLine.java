package dev.flowguard.agent.journal;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object on one line that ends with a checksum of itself: its last member is {@code crc32c},
 * the CRC-32C, in hexadecimal, of the bytes before it.
 */
public final class SealedLine {
  private static final String MEMBER = ",\"crc32c\":\"";
  private static final int TAIL = MEMBER.length() + 8 + 2;

  private SealedLine() {}

  /** The line with its checksum, without a line break. */
  public static String seal(String json) {
    String body = json.substring(0, json.length() - 1);
    return body + MEMBER + checksum(body) + "\"}";
  }

  /** The object without its checksum, or null if the line is not whole. */
  public static @Nullable String open(String line) {
    int end = line.length() - TAIL;
    if (end < 1 || !line.startsWith(MEMBER, end) || !line.endsWith("\"}")) {
      return null;
    }
    String body = line.substring(0, end);
    return line.startsWith(checksum(body), end + MEMBER.length()) ? body + "}" : null;
  }

  private static String checksum(String body) {
    CRC32C crc = new CRC32C();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }
}
