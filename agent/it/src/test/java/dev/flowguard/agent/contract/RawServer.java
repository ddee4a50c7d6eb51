package dev.flowguard.agent.contract;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/**
 * HTTP/1.1 on a plain or TLS socket that notes every byte it gets: heads and bodies as they came,
 * chunk framing included. The path says what it answers: {@code /redirect/307?to=…}, {@code /auth}
 * (401 until there are credentials), {@code /stale} (closes behind the answer's back), {@code
 * /refuse} (refuses what is expected of it with 417, {@code /refuse/auth} and {@code
 * /refuse/redirect/307?to=…} with their answers, before the body, and closes), else 200.
 */
final class RawServer implements AutoCloseable, TestServer {
  /** Clients that are stopped open and close connections faster than a busy machine takes them. */
  static final int BACKLOG = 1_024;

  private static final String OK = "HTTP/1.1 200 OK\r\n";

  private final ServerSocket socket;
  private final String scheme;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Bytes of request lines that have not come to their end, and so belong to no tally yet. */
  private final AtomicLong begun = new AtomicLong();

  private volatile Tally tally = new Tally("");
  private volatile int idleMillis;
  private int ended;

  RawServer(SSLContext tls) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    socket =
        tls == null
            ? new ServerSocket(0, BACKLOG, loopback)
            : tls.getServerSocketFactory().createServerSocket(0, BACKLOG, loopback);
    scheme = tls == null ? "http" : "https";
    Thread acceptor = new Thread(this::accept, "raw-server");
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
    return tally.headBytes() + begun.get();
  }

  @Override
  public void closeIdle(int millis) {
    idleMillis = millis;
  }

  /** The body of a request as it came, without what frames its chunks. */
  static String content(String request) {
    int end = request.indexOf("\r\n\r\n") + 4;
    String body = request.substring(end);
    if (!request.substring(0, end).toLowerCase(Locale.ROOT).contains("transfer-encoding:")) {
      return body;
    }
    StringBuilder content = new StringBuilder();
    int at = 0;
    while (true) {
      int line = body.indexOf("\r\n", at);
      int size = Integer.parseInt(body.substring(at, line).trim(), 16);
      if (size == 0) {
        return content.toString();
      }
      content.append(body, line + 2, line + 2 + size);
      at = line + 2 + size + 2;
    }
  }

  @Override
  public int openConnections() {
    return (int) open.stream().filter(each -> !each.isClosed()).count();
  }

  /** Waits until so many connections have come and gone, and all that came on them is noted. */
  synchronized void awaitEnded(int connections) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (ended < connections) {
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError(ended + " connections have ended, not " + connections);
      }
      wait(left);
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        open.add(connection);
        Thread thread = new Thread(() -> serve(connection), "raw-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream(), 1 << 16);
      OutputStream out = connection.getOutputStream();
      boolean goOn = true;
      while (goOn) {
        connection.setSoTimeout(idleMillis);
        String head = readHead(in);
        if (head == null) {
          return;
        }
        goOn = exchange(head, in, out);
      }
    } catch (IOException e) {
      // The client is gone, as blocked clients are.
    } finally {
      open.remove(connection);
      synchronized (this) {
        ended++;
        notifyAll();
      }
    }
  }

  private String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    Tally mine = null;
    try {
      while (head.indexOf("\r\n\r\n") < 0) {
        int b = in.read();
        if (b < 0) {
          return null;
        }
        head.append((char) b);
        if (mine != null) {
          mine.head(1);
          continue;
        }
        begun.incrementAndGet();
        if (b == '\n') {
          mine = tally.of(head.toString());
          attribute(head, mine);
        }
      }
      return head.toString();
    } finally {
      if (mine == null) {
        attribute(head, tally); // cut in its first line
      }
    }
  }

  private void attribute(StringBuilder line, Tally to) {
    to.head(line.length());
    begun.addAndGet(-line.length());
  }

  private boolean exchange(String head, InputStream in, OutputStream out) throws IOException {
    String lower = head.toLowerCase(Locale.ROOT);
    String target = head.substring(head.indexOf(' ') + 1, head.indexOf(' ', head.indexOf(' ') + 1));
    String answer = answer(target, lower);
    Tally mine = tally.of(target);
    if (lower.contains("\r\nexpect: 100-continue")) {
      if (target.contains("/refuse") && !answer.equals(OK)) {
        mine.request(head);
        String end = "Content-Length: 0\r\nConnection: close\r\n\r\n";
        out.write((answer + end).getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return false;
      }
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
    BodyLog log = mine.bodies();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (lower.contains("\r\ntransfer-encoding: chunked")) {
      readChunks(in, log, body);
    } else {
      int at = lower.indexOf("\r\ncontent-length: ");
      if (at >= 0) {
        String length = lower.substring(at + 18, lower.indexOf("\r\n", at + 18)).trim();
        read(in, log, body, Integer.parseInt(length));
      }
    }
    mine.request(head + body.toString(StandardCharsets.ISO_8859_1));
    out.write((answer + "Content-Length: 2\r\n\r\nok").getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return !target.contains("/stale");
  }

  private static String answer(String target, String lower) {
    if (target.contains("/redirect/")) {
      int status = target.indexOf("/redirect/") + 10;
      String to = target.substring(target.indexOf("to=") + 3);
      return "HTTP/1.1 "
          + target.substring(status, status + 3)
          + " Moved\r\nLocation: "
          + URLDecoder.decode(to, StandardCharsets.UTF_8)
          + "\r\n";
    }
    if (target.contains("/auth")) {
      return lower.contains("\r\nauthorization:")
          ? OK
          : "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"r\"\r\n";
    }
    return target.contains("/refuse") && lower.contains("\r\nexpect: 100-continue")
        ? "HTTP/1.1 417 Expectation Failed\r\n"
        : OK;
  }

  private void readChunks(InputStream in, BodyLog log, ByteArrayOutputStream body)
      throws IOException {
    while (true) {
      StringBuilder line = new StringBuilder();
      while (line.indexOf("\r\n") < 0) {
        line.append((char) one(in, log, body));
      }
      int size = Integer.parseInt(line.toString().trim(), 16);
      read(in, log, body, size + 2);
      if (size == 0) {
        return;
      }
    }
  }

  private void read(InputStream in, BodyLog log, ByteArrayOutputStream body, int count)
      throws IOException {
    byte[] buffer = new byte[Math.min(count, 1 << 16)];
    for (int left = count; left > 0; ) {
      int n = in.read(buffer, 0, Math.min(left, buffer.length));
      if (n < 0) {
        throw new IOException("the client has gone");
      }
      log.add(buffer, 0, n);
      body.write(buffer, 0, n);
      left -= n;
    }
  }

  private int one(InputStream in, BodyLog log, ByteArrayOutputStream body) throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new IOException("the client has gone");
    }
    log.add(new byte[] {(byte) b}, 0, 1);
    body.write(b);
    return b;
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : open) {
      connection.close();
    }
  }
}
