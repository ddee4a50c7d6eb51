package dev.flowguard.agent.contract;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A client that compresses each message (RFC 7692), also one that it sends in fragments. */
final class CompressingTestSocket implements TestSocket {
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int LAST = 0x80;
  private static final int COMPRESSED = 0x40;
  private static final int MASKED = 0x80;
  private static final byte[] MASK = {0x11, 0x52, 0x33, 0x74};

  /** What the end of a compressed message leaves out. */
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final Inflater inflater = new Inflater(true);
  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final boolean beginsAnew;
  private boolean isInMessage;

  CompressingTestSocket(URI uri, Map<String, String> headers) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort());
    socket.setSoTimeout(30_000);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    StringBuilder request = new StringBuilder("GET ");
    request.append(uri.getRawPath()).append('?').append(uri.getRawQuery()).append(" HTTP/1.1\r\n");
    request.append("Host: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
    request.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n");
    request.append("Sec-WebSocket-Extensions: permessage-deflate\r\n");
    headers.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
    out.write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    if (head.indexOf(" 101 ") < 0 || head.indexOf("permessage-deflate") < 0) {
      throw new AssertionError("the server does not agree to compression: " + head);
    }
    beginsAnew = head.indexOf("client_no_context_takeover") >= 0;
  }

  @Override
  public void text(String text, boolean isLast) throws IOException {
    send(TEXT, text.getBytes(StandardCharsets.UTF_8), isLast);
  }

  @Override
  public void binary(byte[] bytes, boolean isLast) throws IOException {
    send(BINARY, bytes, isLast);
  }

  private void send(int kind, byte[] plain, boolean isLast) throws IOException {
    byte[] bytes = deflated(plain);
    int length = isLast ? bytes.length - TAIL.length : bytes.length;
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write((isInMessage ? 0 : kind | COMPRESSED) | (isLast ? LAST : 0));
    if (length < 126) {
      frame.write(MASKED | length);
    } else if (length < 1 << 16) {
      frame.write(MASKED | 126);
      frame.write(length >> 8);
      frame.write(length);
    } else {
      frame.write(MASKED | 127);
      frame.writeBytes(new byte[4]);
      for (int shift = 24; shift >= 0; shift -= 8) {
        frame.write(length >> shift);
      }
    }
    frame.writeBytes(MASK);
    for (int i = 0; i < length; i++) {
      frame.write(bytes[i] ^ MASK[i % MASK.length]);
    }
    out.write(frame.toByteArray());
    isInMessage = !isLast;
    if (isLast && beginsAnew) {
      deflater.reset();
    }
  }

  private byte[] deflated(byte[] plain) {
    deflater.setInput(plain);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] piece = new byte[8_192];
    int count;
    do {
      count = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
      all.write(piece, 0, count);
    } while (count == piece.length);
    return all.toByteArray();
  }

  @Override
  public String answer() throws IOException, DataFormatException {
    try {
      int first = in.readUnsignedByte();
      int length = in.readUnsignedByte();
      byte[] bytes = new byte[length == 126 ? in.readUnsignedShort() : length];
      in.readFully(bytes);
      if ((first & 0xf) == CLOSE) {
        return "closed: " + new String(bytes, StandardCharsets.UTF_8);
      }
      return new String(
          (first & COMPRESSED) == 0 ? bytes : inflated(bytes), StandardCharsets.UTF_8);
    } catch (EOFException e) {
      return "closed without a reason";
    }
  }

  private byte[] inflated(byte[] bytes) throws DataFormatException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    compressed.writeBytes(bytes);
    compressed.writeBytes(TAIL);
    inflater.setInput(compressed.toByteArray());
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    byte[] piece = new byte[1_024];
    for (int count = inflater.inflate(piece); count > 0; count = inflater.inflate(piece)) {
      plain.write(piece, 0, count);
    }
    return plain.toByteArray();
  }

  @Override
  public void close() throws IOException {
    deflater.end();
    inflater.end();
    socket.close();
  }
}
