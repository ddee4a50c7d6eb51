package dev.flowguard.agent.contract;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;

/**
 * HTTP/2 (RFC 9113) over TLS or, for clients that begin with it or ask for an upgrade (RFC 7540,
 * 3.2), in clear text. As much of it as counts bytes: notes the payload of DATA frames by stream,
 * gives all of the window back, and answers 200: at the end of each stream, or with its head where
 * the path has {@code /early}.
 */
final class Http2Server implements AutoCloseable, TestServer {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  /** Entry 8 of the static table (RFC 7541, appendix A). */
  private static final byte[] STATUS_200 = {(byte) 0x88};

  private static final int QUARTER_OF_WINDOW = 16_384; // of 65 535 bytes, RFC 9113, 6.9.2

  private final ServerSocket socket;
  private final String scheme;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Tally tally = new Tally("");
  private volatile int idleMillis;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger upgrades = new AtomicInteger();

  /**
   * @param tls null for clear text
   */
  Http2Server(SSLContext tls) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    scheme = tls == null ? "http" : "https";
    if (tls == null) {
      socket = new ServerSocket(0, RawServer.BACKLOG, loopback);
    } else {
      socket = tls.getServerSocketFactory().createServerSocket(0, RawServer.BACKLOG, loopback);
      SSLServerSocket secure = (SSLServerSocket) socket;
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      secure.setSSLParameters(parameters);
    }
    Thread acceptor = new Thread(this::accept, "h2-server");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  @Override
  public String url(String host, String path) {
    return scheme + "://" + host + ":" + socket.getLocalPort() + path;
  }

  @Override
  public void countOnly(String path) {
    tally = new Tally(path);
  }

  @Override
  public List<String> takeRequests() {
    return tally.take();
  }

  @Override
  public long bodyBytes() {
    return tally.bodies().count();
  }

  @Override
  public boolean awaitBody(long millis) throws InterruptedException {
    return tally.bodies().await(millis);
  }

  @Override
  public String bodies() {
    return tally.bodies().text();
  }

  @Override
  public long headBytes() {
    return tally.headBytes();
  }

  @Override
  public void closeIdle(int millis) {
    idleMillis = millis;
  }

  @Override
  public int openConnections() {
    return (int) open.stream().filter(each -> !each.isClosed()).count();
  }

  /**
   * A request that is arriving.
   *
   * @param tally where it counts
   * @param isAnswered true if the head of its answer was sent with its own
   */
  private record Incoming(Tally tally, boolean isAnswered, ByteArrayOutputStream body) {
    Incoming(Tally tally, boolean isAnswered) {
      this(tally, isAnswered, new ByteArrayOutputStream());
    }

    void add(byte[] bytes, int offset, int length) {
      tally.bodies().add(bytes, offset, length);
      body.write(bytes, offset, length);
    }

    void end() {
      tally.request(body.toString(StandardCharsets.ISO_8859_1));
    }
  }

  /** Connections since the last call. */
  int takeConnections() {
    return connections.getAndSet(0);
  }

  /** Connections that have been upgraded since the last call. */
  int takeUpgrades() {
    return upgrades.getAndSet(0);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
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

  private void serve(Socket connection) {
    try (connection) {
      DataInputStream in = new DataInputStream(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      boolean isUpgraded = begin(in, out);
      frame(out, SETTINGS, 0, 0, new byte[0]);
      if (isUpgraded) {
        in.readFully(new byte[PREFACE.length()]);
        frame(out, HEADERS, END_HEADERS | END_STREAM, 1, STATUS_200);
      }
      Map<Integer, Incoming> byStream = new HashMap<>();
      HeaderBlocks heads = new HeaderBlocks();
      Map<Integer, Integer> taken = new HashMap<>();
      while (true) {
        connection.setSoTimeout(idleMillis);
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        byte[] payload = new byte[length];
        in.readFully(payload);
        boolean ends = false;
        if (type == SETTINGS && (flags & ACK) == 0) {
          frame(out, SETTINGS, ACK, 0, new byte[0]);
        } else if (type == PING && (flags & ACK) == 0) {
          frame(out, PING, ACK, 0, payload);
        } else if (type == HEADERS || type == CONTINUATION) {
          Optional<HeaderBlocks.Head> head =
              type == HEADERS
                  ? heads.headers(stream, flags, payload)
                  : heads.continuation(stream, flags, payload);
          if (head.isPresent()) {
            ends = head.get().endsStream();
            if (!byStream.containsKey(stream)) {
              boolean isEarly = head.get().path().contains("/early");
              byStream.put(stream, new Incoming(tally.of(head.get().path()), isEarly));
              if (isEarly) {
                frame(out, HEADERS, END_HEADERS, stream, STATUS_200);
              }
            }
            byStream.get(stream).tally().head(head.get().length());
          }
        } else if (type == DATA) {
          int padding = (flags & PADDED) != 0 ? (payload[0] & 0xff) + 1 : 0;
          byStream.get(stream).add(payload, padding > 0 ? 1 : 0, length - padding);
          giveBack(out, 0, length, taken);
          giveBack(out, stream, length, taken);
          ends = (flags & END_STREAM) != 0;
        }
        if (ends) {
          Incoming whole = byStream.remove(stream);
          whole.end();
          if (whole.isAnswered()) {
            frame(out, DATA, END_STREAM, stream, new byte[0]);
          } else {
            frame(out, HEADERS, END_HEADERS | END_STREAM, stream, STATUS_200);
          }
        }
      }
    } catch (IOException e) {
      // The client is gone.
    } finally {
      open.remove(connection);
    }
  }

  /** True if the first request came as one of HTTP/1.1, which is to be answered as stream 1. */
  private boolean begin(DataInputStream in, OutputStream out) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    if (PREFACE.startsWith(head.toString())) {
      in.readFully(new byte[PREFACE.length() - head.length()]);
      return false;
    }
    Tally mine = tally.of(head.toString());
    mine.head(head.length());
    String lower = head.toString().toLowerCase(Locale.ROOT);
    int at = lower.indexOf("\r\ncontent-length: ");
    byte[] body =
        new byte[at < 0 ? 0 : Integer.parseInt(lower.substring(at + 18).lines().findFirst().get())];
    for (int i = 0; i < body.length; i++) {
      body[i] = in.readByte();
      mine.bodies().add(body, i, 1);
    }
    mine.request(new String(body, StandardCharsets.ISO_8859_1));
    upgrades.incrementAndGet();
    String upgrade =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
    out.write(upgrade.getBytes(StandardCharsets.US_ASCII));
    return true;
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
    for (Socket connection : open) {
      connection.close();
    }
  }
}
