package dev.flowguard.agent.gates.urlconnection;

import java.io.ByteArrayOutputStream;

/**
 * A body without the chunked framing that the JDK has put around it (RFC 9112, section 7.1), which
 * is regular: hexadecimal size, no extensions, no trailers.
 *
 * @param isComplete true if the last chunk is there
 */
record Chunks(byte[] body, boolean isComplete) {

  static Chunks read(byte[] framed, int start) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(Math.max(0, framed.length - start));
    int at = start;
    while (at < framed.length) {
      int size = 0;
      int digits = 0;
      while (at < framed.length && digits < 8 && Character.digit(framed[at], 16) >= 0) {
        size = size << 4 | Character.digit(framed[at], 16);
        at++;
        digits++;
      }
      at += 2;
      if (digits == 0 || size < 0) {
        break;
      }
      if (size == 0) {
        return new Chunks(body.toByteArray(), at + 2 <= framed.length);
      }
      int there = Math.min(size, framed.length - at);
      if (there > 0) {
        body.write(framed, at, there);
      }
      at += size + 2;
    }
    return new Chunks(body.toByteArray(), false);
  }

  @Override
  public String toString() {
    return "Chunks[" + body.length + " bytes]";
  }
}
