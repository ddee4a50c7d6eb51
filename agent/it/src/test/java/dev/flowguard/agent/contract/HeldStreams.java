package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPOutputStream;

/**
 * A stand-in for a service that streams: it answers each request with the {@link StreamedText} that
 * the path names, the end of it when the next one begins, and then nothing more on a connection
 * that stays open. In one thread.
 */
final class HeldStreams implements AutoCloseable {
  /** Begins the paths of answers that are compressed. */
  static final String GZIP = "/gzip";

  private static final int BACKLOG = 1_024;

  private final ServerSocket server;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

  /** The body before, and what is to come of it. */
  private OutputStream before = OutputStream.nullOutputStream();

  private List<byte[]> later = List.of();

  HeldStreams() throws IOException {
    server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "held-streams");
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  private void serve() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        answer(socket);
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void answer(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) socket.getInputStream().read());
    }
    String path = head.toString().split(" ")[1];
    boolean isGzip = path.startsWith(GZIP);
    OutputStream out = new Chunks(socket.getOutputStream());
    socket
        .getOutputStream()
        .write(
            ("HTTP/1.1 200 OK\r\nContent-Type: "
                    + StreamedText.TYPE
                    + (isGzip ? "\r\nContent-Encoding: gzip" : "")
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    OutputStream body = isGzip ? new GZIPOutputStream(out, true) : out;
    write(later, before);
    StreamedText text = StreamedText.of(path);
    write(text.events(), body);
    before = body;
    later = text.laterEvents();
  }

  private static void write(List<byte[]> events, OutputStream to) throws IOException {
    for (byte[] event : events) {
      to.write(event);
      to.flush();
    }
  }

  /** Writes each piece as a chunk. */
  private static final class Chunks extends OutputStream {
    private final OutputStream to;

    Chunks(OutputStream to) {
      this.to = to;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      to.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      to.write(bytes, from, count);
      to.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket each : open) {
      each.close();
    }
  }
}
