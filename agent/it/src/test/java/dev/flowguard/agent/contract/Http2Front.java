package dev.flowguard.agent.contract;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * HTTP/2 in clear text in front of a server that speaks HTTP/1.1, as a gateway would do it: the
 * pieces of an answer go out as they come. Connections of HTTP/1.1 pass as they are.
 */
final class Http2Front implements AutoCloseable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  /** Entry 8 of the static table (RFC 7541, appendix A). */
  private static final int STATUS_200 = 0x88;

  private final int behind;
  private final ServerSocket socket;

  /**
   * @param behind port of the server
   */
  Http2Front(int behind) throws IOException {
    this.behind = behind;
    socket = new ServerSocket(0, RawServer.BACKLOG, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "h2-front");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connection.setTcpNoDelay(true);
        daemon(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      PushbackInputStream in = new PushbackInputStream(connection.getInputStream(), 3);
      byte[] first = in.readNBytes(3);
      in.unread(first);
      if (PREFACE.startsWith(new String(first, StandardCharsets.US_ASCII))) {
        frames(new DataInputStream(in), connection.getOutputStream());
      } else {
        pass(in, connection.getOutputStream());
      }
    } catch (IOException e) {
      // The client is gone.
    }
  }

  private void pass(InputStream in, OutputStream out) throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
      daemon(
          () -> {
            try {
              in.transferTo(server.getOutputStream());
            } catch (IOException e) {
              // either is gone
            }
          });
      server.getInputStream().transferTo(out);
    }
  }

  private void frames(DataInputStream in, OutputStream out) throws IOException {
    in.readFully(new byte[PREFACE.length()]);
    send(out, SETTINGS, 0, 0, new byte[0]);
    HeaderBlocks heads = new HeaderBlocks();
    Map<Integer, String> paths = new HashMap<>();
    Map<Integer, ByteArrayOutputStream> bodies = new HashMap<>();
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt() & Integer.MAX_VALUE;
      byte[] payload = new byte[length];
      in.readFully(payload);
      boolean ends = false;
      if (type == SETTINGS && (flags & ACK) == 0) {
        send(out, SETTINGS, ACK, 0, new byte[0]);
      } else if (type == PING && (flags & ACK) == 0) {
        send(out, PING, ACK, 0, payload);
      } else if (type == HEADERS || type == CONTINUATION) {
        Optional<HeaderBlocks.Head> head =
            type == HEADERS
                ? heads.headers(stream, flags, payload)
                : heads.continuation(stream, flags, payload);
        if (head.isPresent()) {
          paths.put(stream, head.get().path());
          bodies.put(stream, new ByteArrayOutputStream());
          ends = head.get().endsStream();
        }
      } else if (type == DATA) {
        int padding = (flags & PADDED) != 0 ? payload[0] & 0xff : 0;
        int start = (flags & PADDED) != 0 ? 1 : 0;
        bodies.get(stream).write(payload, start, length - start - padding);
        ends = (flags & END_STREAM) != 0;
      }
      if (ends) {
        String path = paths.remove(stream);
        byte[] body = bodies.remove(stream).toByteArray();
        daemon(() -> answer(out, stream, path, body));
      }
    }
  }

  private void answer(OutputStream out, int stream, String path, byte[] body) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + behind + path);
      HttpURLConnection to = (HttpURLConnection) uri.toURL().openConnection();
      if (body.length > 0) {
        to.setDoOutput(true);
        to.getOutputStream().write(body);
      }
      try (InputStream in = to.getInputStream()) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.write(STATUS_200);
        field(head, "content-type", to.getContentType());
        field(head, "content-encoding", to.getContentEncoding());
        send(out, HEADERS, END_HEADERS, stream, head.toByteArray());
        byte[] piece = new byte[4_000];
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
          send(out, DATA, 0, stream, Arrays.copyOf(piece, n));
        }
        send(out, DATA, END_STREAM, stream, new byte[0]);
      }
    } catch (IOException e) {
      close(out); // the server has cut its answer, or the client is gone
    }
  }

  private static void close(OutputStream out) {
    try {
      out.close();
    } catch (IOException e) {
      // it is closed already
    }
  }

  /** A literal without indexing (RFC 7541, 6.2.2). */
  private static void field(ByteArrayOutputStream to, String name, String value) {
    if (value != null) {
      to.write(0);
      to.write(name.length());
      to.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
      to.write(value.length());
      to.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void send(OutputStream out, int type, int flags, int stream, byte[] payload)
      throws IOException {
    synchronized (out) {
      Http2Server.frame(out, type, flags, stream, payload);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
