package dev.flowguard.agent.contract;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * HTTP/2 over TLS (RFC 9113), as much of it as counts bytes: notes the payload of DATA frames by
 * stream, gives all of the window back, and answers 200 at the end of each stream.
 */
final class Http2Server implements AutoCloseable, TestServer {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int PADDED = 8;
  private static final int QUARTER_OF_WINDOW = 16_384; // of 65 535 bytes, RFC 9113, 6.9.2

  private final SSLServerSocket socket;
  private final Set<SSLSocket> open = ConcurrentHashMap.newKeySet();
  private final List<String> requests = new ArrayList<>();
  private final BodyLog bodies = new BodyLog();
  private final AtomicLong headBytes = new AtomicLong();
  private final AtomicInteger connections = new AtomicInteger();

  Http2Server(SSLContext tls) throws IOException {
    socket =
        (SSLServerSocket)
            tls.getServerSocketFactory()
                .createServerSocket(0, 64, InetAddress.getLoopbackAddress());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    Thread acceptor = new Thread(this::accept, "h2-server");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  @Override
  public String url(String host, String path) {
    return "https://" + host + ":" + socket.getLocalPort() + path;
  }

  @Override
  public synchronized List<String> takeRequests() {
    List<String> taken = new ArrayList<>(requests);
    requests.clear();
    bodies.clear();
    headBytes.set(0);
    return taken;
  }

  @Override
  public long bodyBytes() {
    return bodies.count();
  }

  @Override
  public String bodies() {
    return bodies.text();
  }

  @Override
  public long headBytes() {
    return headBytes.get();
  }

  @Override
  public int openConnections() {
    return (int) open.stream().filter(each -> !each.isClosed()).count();
  }

  /** Connections since the last call. */
  int takeConnections() {
    return connections.getAndSet(0);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        SSLSocket connection = (SSLSocket) socket.accept();
        connection.setTcpNoDelay(true); // windows are given back in small frames
        open.add(connection);
        connections.incrementAndGet();
        Thread thread = new Thread(() -> serve(connection), "h2-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SSLSocket connection) {
    try (connection) {
      DataInputStream in = new DataInputStream(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      in.readFully(new byte[24]); // the preface
      frame(out, SETTINGS, 0, 0, new byte[0]);
      Map<Integer, ByteArrayOutputStream> byStream = new HashMap<>();
      Map<Integer, Integer> taken = new HashMap<>();
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        byte[] payload = new byte[length];
        in.readFully(payload);
        if (type == SETTINGS && (flags & ACK) == 0) {
          frame(out, SETTINGS, ACK, 0, new byte[0]);
        } else if (type == PING && (flags & ACK) == 0) {
          frame(out, PING, ACK, 0, payload);
        } else if (type == HEADERS) {
          headBytes.addAndGet(length);
          byStream.put(stream, new ByteArrayOutputStream());
        } else if (type == DATA) {
          int padding = (flags & PADDED) != 0 ? payload[0] + 1 : 0;
          bodies.add(payload, padding > 0 ? 1 : 0, length - padding);
          byStream.get(stream).write(payload, padding > 0 ? 1 : 0, length - padding);
          giveBack(out, 0, length, taken);
          giveBack(out, stream, length, taken);
        }
        if ((type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
          synchronized (this) {
            requests.add(byStream.remove(stream).toString(StandardCharsets.ISO_8859_1));
          }
          // ":status: 200" is entry 8 of the static table (RFC 7541, appendix A).
          frame(out, HEADERS, 4 | END_STREAM, stream, new byte[] {(byte) 0x88});
        }
      }
    } catch (IOException e) {
      // The client is gone.
    } finally {
      open.remove(connection);
    }
  }

  /** A window is given back once a quarter of it is taken: small frames would cost two each. */
  private static void giveBack(
      OutputStream out, int stream, int length, Map<Integer, Integer> taken) throws IOException {
    int all = taken.merge(stream, length, Integer::sum);
    if (all >= QUARTER_OF_WINDOW) {
      taken.remove(stream);
      byte[] window = {0, (byte) (all >> 16), (byte) (all >> 8), (byte) all};
      frame(out, WINDOW_UPDATE, 0, stream, window);
    }
  }

  static void frame(OutputStream out, int type, int flags, int stream, byte[] payload)
      throws IOException {
    byte[] frame = new byte[9 + payload.length];
    frame[0] = (byte) (payload.length >> 16);
    frame[1] = (byte) (payload.length >> 8);
    frame[2] = (byte) payload.length;
    frame[3] = (byte) type;
    frame[4] = (byte) flags;
    for (int i = 0; i < 4; i++) {
      frame[5 + i] = (byte) (stream >> 24 - 8 * i);
    }
    System.arraycopy(payload, 0, frame, 9, payload.length);
    out.write(frame);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (SSLSocket connection : open) {
      connection.close();
    }
  }
}
