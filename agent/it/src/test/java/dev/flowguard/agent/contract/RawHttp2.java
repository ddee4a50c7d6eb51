package dev.flowguard.agent.contract;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A client of HTTP/2 in clear text, on one connection: it pads what it sends, if it is to, and can
 * stop in the middle. For one thread.
 */
final class RawHttp2 implements AutoCloseable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int INITIAL_WINDOW = 65_535;
  private static final int LARGEST_DATA = 16_000;
  private static final byte[] PADDING = new byte[13];
  private static final int CANCEL = 8;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int METHOD_POST = 0x83;
  private static final int SCHEME_HTTP = 0x86;
  private static final int PATH = 4;
  private static final int AUTHORITY = 1;

  private final boolean isPadded;
  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private int streamWindow = INITIAL_WINDOW;
  private int serverStreamWindow = INITIAL_WINDOW;
  private int connectionWindow = INITIAL_WINDOW;
  private int stream = -1;
  private ByteArrayOutputStream answer = new ByteArrayOutputStream();
  private boolean isAnswered;

  RawHttp2(int port) throws IOException {
    this(port, true);
  }

  RawHttp2(int port, boolean isPadded) throws IOException {
    this.isPadded = isPadded;
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  /** Sends the head of a request. */
  void head(String path, Map<String, String> headers) throws IOException {
    stream += 2;
    streamWindow = serverStreamWindow;
    answer = new ByteArrayOutputStream();
    isAnswered = false;
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    // Some servers know these names by their numbers alone.
    block.write(METHOD_POST);
    block.write(SCHEME_HTTP);
    block.write(PATH);
    string(block, path);
    block.write(AUTHORITY);
    string(block, "localhost");
    for (Map.Entry<String, String> each : headers.entrySet()) {
      header(block, each.getKey(), each.getValue());
    }
    frame(HEADERS, END_HEADERS, stream, block.toByteArray());
  }

  /** A literal that is not indexed. */
  private static void header(ByteArrayOutputStream to, String name, String value) {
    to.write(0);
    string(to, name);
    string(to, value);
  }

  private static void string(ByteArrayOutputStream to, String text) {
    int length = text.length();
    if (length < 127) {
      to.write(length);
    } else {
      to.write(127);
      int rest = length - 127;
      for (; rest >= 128; rest >>= 7) {
        to.write(rest & 0x7f | 0x80);
      }
      to.write(rest);
    }
    to.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends a part of the body, as fast as the server takes it. */
  void body(byte[] bytes, boolean isEnd) throws IOException {
    int from = 0;
    do {
      int length = Math.min(LARGEST_DATA, bytes.length - from);
      int size = isPadded ? 1 + length + PADDING.length : length;
      while (Math.min(streamWindow, connectionWindow) < size) {
        read();
      }
      streamWindow -= size;
      connectionWindow -= size;
      ByteArrayOutputStream data = new ByteArrayOutputStream(size);
      if (isPadded) {
        data.write(PADDING.length);
      }
      data.write(bytes, from, length);
      if (isPadded) {
        data.writeBytes(PADDING);
      }
      from += length;
      boolean isLast = isEnd && from == bytes.length;
      int flags = (isPadded ? PADDED : 0) | (isLast ? END_STREAM : 0);
      frame(DATA, flags, stream, data.toByteArray());
    } while (from < bytes.length);
  }

  /** Ends the stream in the middle. */
  void reset() throws IOException {
    frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL});
  }

  /** Waits for the first bytes of the answer. */
  byte[] begunAnswer() throws IOException {
    while (answer.size() == 0) {
      read();
    }
    return answer.toByteArray();
  }

  /** Waits for the whole answer. */
  byte[] answer() throws IOException {
    while (!isAnswered) {
      read();
    }
    return answer.toByteArray();
  }

  private void read() throws IOException {
    int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int of = in.readInt();
    byte[] payload = new byte[length];
    in.readFully(payload);
    switch (type) {
      case SETTINGS -> {
        if ((flags & ACK) == 0) {
          settings(payload);
          frame(SETTINGS, ACK, 0, new byte[0]);
        }
      }
      case PING -> {
        if ((flags & ACK) == 0) {
          frame(PING, ACK, 0, payload);
        }
      }
      case WINDOW_UPDATE -> {
        if (of == 0) {
          connectionWindow += number(payload, 0);
        } else if (of == stream) {
          streamWindow += number(payload, 0);
        }
      }
      case DATA -> {
        if (of == stream) {
          answer.writeBytes(payload);
        }
        if (length > 0) { // the window of the connection; that of a stream is large enough
          frame(WINDOW_UPDATE, 0, 0, new byte[] {0, 0, (byte) (length >> 8), (byte) length});
        }
      }
      case RST_STREAM, GOAWAY -> {
        if (of == stream || type == GOAWAY) {
          throw new IOException("the server ended the stream: " + number(payload, length - 4));
        }
      }
      default -> {
        // nothing that matters here
      }
    }
    if ((type == DATA || type == HEADERS) && of == stream && (flags & END_STREAM) != 0) {
      isAnswered = true;
    }
  }

  private void settings(byte[] payload) {
    for (int at = 0; at + 6 <= payload.length; at += 6) {
      if (payload[at] == 0 && payload[at + 1] == INITIAL_WINDOW_SIZE) {
        int window = number(payload, at + 2);
        streamWindow += window - serverStreamWindow;
        serverStreamWindow = window;
      }
    }
  }

  private static int number(byte[] from, int at) {
    return (from[at] & 0xff) << 24
        | (from[at + 1] & 0xff) << 16
        | (from[at + 2] & 0xff) << 8
        | from[at + 3] & 0xff;
  }

  private void frame(int type, int flags, int of, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(9 + payload.length);
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    frame.write(of >> 24);
    frame.write(of >> 16);
    frame.write(of >> 8);
    frame.write(of);
    frame.writeBytes(payload);
    out.write(frame.toByteArray());
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
