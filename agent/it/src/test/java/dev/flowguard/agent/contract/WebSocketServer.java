package dev.flowguard.agent.contract;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.net.ssl.SSLContext;

/**
 * Takes WebSockets (RFC 6455) on TLS, counts the bytes of all messages, and answers each whole one
 * with {@code ok}. Where it is told to, it agrees to compression (RFC 7692) if that is offered.
 */
final class WebSocketServer implements AutoCloseable {
  private static final byte[] DEFLATE_TAIL = {0, 0, (byte) 0xff, (byte) 0xff}; // RFC 7692, 7.2.2
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final ServerSocket socket;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong bytes = new AtomicLong();
  private final StringBuffer text = new StringBuffer();
  private final AtomicInteger compressed = new AtomicInteger();
  private volatile boolean agreesToCompression;

  WebSocketServer(SSLContext tls) throws IOException {
    socket =
        tls.getServerSocketFactory().createServerSocket(0, 64, InetAddress.getLoopbackAddress());
    Thread acceptor = new Thread(this::accept, "web-socket-server");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  void agreeToCompression() {
    agreesToCompression = true;
  }

  /** Messages that came compressed. */
  int compressed() {
    return compressed.get();
  }

  /** Bytes of messages, as they were sent, since the last call. */
  long takeBytes() {
    text.setLength(0);
    return bytes.getAndSet(0);
  }

  /** Text of messages since the bytes were taken. */
  String text() {
    return text.toString();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        open.add(connection);
        Thread thread = new Thread(() -> serve(connection), "web-socket");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      DataInputStream in = new DataInputStream(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      String key = "";
      boolean isOffered = false;
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        if (line.regionMatches(true, 0, "Sec-WebSocket-Key:", 0, 18)) {
          key = line.substring(18).strip();
        }
        isOffered |= line.contains("permessage-deflate");
      }
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
      out.write(
          ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Accept: "
                  + Base64.getEncoder().encodeToString(hash)
                  + (isOffered && agreesToCompression
                      ? "\r\nSec-WebSocket-Extensions: permessage-deflate"
                      : "")
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      Plain plain = new Plain();
      while (frame(in, out, plain)) {
        // as long as frames come
      }
    } catch (IOException | java.security.GeneralSecurityException | DataFormatException e) {
      // The client has gone.
    }
  }

  /** Inflates what comes compressed; each message may refer to those before it. */
  private static final class Plain {
    private final Inflater inflater = new Inflater(true);
    private boolean isCompressed;

    byte[] of(byte[] payload, boolean isLast) throws DataFormatException {
      if (!isCompressed) {
        return payload;
      }
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      inflate(payload, plain);
      if (isLast) {
        inflate(DEFLATE_TAIL, plain);
      }
      return plain.toByteArray();
    }

    private void inflate(byte[] from, ByteArrayOutputStream to) throws DataFormatException {
      byte[] buffer = new byte[1024];
      inflater.setInput(from);
      for (int n = inflater.inflate(buffer); n > 0; n = inflater.inflate(buffer)) {
        to.write(buffer, 0, n);
      }
    }
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** RFC 6455, section 5.2. */
  private boolean frame(DataInputStream in, OutputStream out, Plain plain)
      throws IOException, DataFormatException {
    int first = in.read();
    if (first < 0) {
      return false;
    }
    int second = in.readUnsignedByte();
    long length = second & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] mask = new byte[4];
    in.readFully(mask);
    byte[] payload = new byte[(int) length];
    in.readFully(payload);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i & 3];
    }
    int opcode = first & 0xf;
    if (opcode > 2) {
      return opcode != 8;
    }
    bytes.addAndGet(length);
    boolean isLast = (first & 0x80) != 0;
    if (opcode != 0) {
      plain.isCompressed = (first & 0x40) != 0;
      compressed.addAndGet(plain.isCompressed ? 1 : 0);
    }
    text.append(new String(plain.of(payload, isLast), StandardCharsets.UTF_8));
    if (isLast) {
      out.write(new byte[] {(byte) 0x81, 2, 'o', 'k'});
      out.flush();
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : open) {
      connection.close();
    }
  }
}
