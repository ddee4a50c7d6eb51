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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * gRPC over TLS, as much of it as counts bytes: notes the payload of DATA frames by stream, answers
 * each message that is whole, or the end of all of them, and then with status 0.
 */
final class GrpcServer implements AutoCloseable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int PREFIX = 5;
  private static final byte[] OK = {0, 0, 0, 0, 2, 'o', 'k'};

  /**
   * What came on one stream.
   *
   * @param body as it came, prefixes of messages included
   * @param isReset true if the client reset it
   */
  record Stream(String body, boolean isReset) {}

  private static final class Open {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int answered;
    private boolean hasHead;

    /** Whole messages that have not been answered yet. */
    int unanswered() {
      byte[] all = body.toByteArray();
      int count = 0;
      for (int at = 0; at + PREFIX <= all.length; ) {
        int length =
            (all[at + 1] & 0xff) << 24
                | (all[at + 2] & 0xff) << 16
                | (all[at + 3] & 0xff) << 8
                | all[at + 4] & 0xff;
        at += PREFIX + length;
        if (at > all.length) {
          break;
        }
        count++;
      }
      int fresh = count - answered;
      answered = count;
      return fresh;
    }
  }

  private final SSLServerSocket socket;
  private final Set<SSLSocket> open = ConcurrentHashMap.newKeySet();
  private final List<Stream> streams = new ArrayList<>();
  private final AtomicInteger heads = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean answersEachMessage;

  GrpcServer(SSLContext tls) throws IOException {
    socket =
        (SSLServerSocket)
            tls.getServerSocketFactory()
                .createServerSocket(0, 64, InetAddress.getLoopbackAddress());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    Thread acceptor = new Thread(this::accept, "grpc-server");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  String url(String host, String path) {
    return "https://" + host + ":" + socket.getLocalPort() + path;
  }

  /** True to answer each message as it comes, false to answer all of a stream at its end. */
  void answerEachMessage(boolean each) {
    answersEachMessage = each;
  }

  /** Streams that have ended since the last call. */
  synchronized List<Stream> takeStreams() {
    List<Stream> taken = new ArrayList<>(streams);
    streams.clear();
    return taken;
  }

  /** Heads of streams since the last call. */
  int takeHeads() {
    return heads.getAndSet(0);
  }

  /** Connections since the last call. */
  int takeConnections() {
    return connections.getAndSet(0);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        SSLSocket connection = (SSLSocket) socket.accept();
        connection.setTcpNoDelay(true);
        open.add(connection);
        connections.incrementAndGet();
        Thread thread = new Thread(() -> serve(connection), "grpc-connection");
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
      Http2Server.frame(out, SETTINGS, 0, 0, new byte[0]);
      Map<Integer, Open> current = new HashMap<>();
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int id = in.readInt() & Integer.MAX_VALUE;
        byte[] payload = new byte[length];
        in.readFully(payload);
        if (type == SETTINGS && (flags & ACK) == 0) {
          Http2Server.frame(out, SETTINGS, ACK, 0, new byte[0]);
        } else if (type == PING && (flags & ACK) == 0) {
          Http2Server.frame(out, PING, ACK, 0, payload);
        } else if (type == HEADERS) {
          heads.incrementAndGet();
          current.put(id, new Open());
        } else if (type == RST_STREAM && current.containsKey(id)) {
          ended(current.remove(id), true);
        } else if (type == DATA && current.containsKey(id)) {
          int padding = (flags & PADDED) != 0 ? payload[0] + 1 : 0;
          current.get(id).body.write(payload, padding > 0 ? 1 : 0, length - padding);
          if (length > 0) {
            byte[] window = {0, (byte) (length >> 16), (byte) (length >> 8), (byte) length};
            Http2Server.frame(out, WINDOW_UPDATE, 0, 0, window);
            Http2Server.frame(out, WINDOW_UPDATE, 0, id, window);
          }
          if (answersEachMessage) {
            for (int i = current.get(id).unanswered(); i > 0; i--) {
              answer(out, id, current.get(id));
            }
          }
        }
        if ((type == HEADERS || type == DATA)
            && (flags & END_STREAM) != 0
            && current.containsKey(id)) {
          Open stream = current.remove(id);
          if (!answersEachMessage) {
            answer(out, id, stream);
          }
          ended(stream, false);
          Http2Server.frame(
              out, HEADERS, END_HEADERS | END_STREAM, id, literal("grpc-status", "0"));
        }
      }
    } catch (IOException e) {
      // The client is gone.
    } finally {
      open.remove(connection);
    }
  }

  private static void answer(OutputStream out, int id, Open stream) throws IOException {
    if (!stream.hasHead) {
      stream.hasHead = true;
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      head.write(0x88); // ":status: 200", entry 8 of the static table (RFC 7541, appendix A)
      head.write(literal("content-type", "application/grpc"));
      Http2Server.frame(out, HEADERS, END_HEADERS, id, head.toByteArray());
    }
    Http2Server.frame(out, DATA, 0, id, OK);
  }

  /** A field without indexing and without Huffman coding; shorter than 127 bytes each. */
  private static byte[] literal(String name, String value) {
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    field.write(0);
    field.write(name.length());
    field.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    field.write(value.length());
    field.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    return field.toByteArray();
  }

  private synchronized void ended(Open stream, boolean isReset) {
    streams.add(new Stream(stream.body.toString(StandardCharsets.ISO_8859_1), isReset));
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (SSLSocket connection : open) {
      connection.close();
    }
  }
}
