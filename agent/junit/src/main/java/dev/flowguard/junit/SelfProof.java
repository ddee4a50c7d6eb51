package dev.flowguard.junit;

import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.api.Flowguard;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Proves that the guard watches: a canary is sent to a stand-in of a processor on loopback, and the
 * guard must have seen it, and in mode block have stopped it before a byte of it arrived.
 */
final class SelfProof {
  private static final AtomicInteger SEEN = new AtomicInteger();
  private static volatile boolean isRunning;

  private SelfProof() {}

  /** True while what is heard is the proof's own. */
  static boolean isRunning() {
    return isRunning;
  }

  static void heard(Map<String, String> event) {
    if ("violation".equals(event.get("kind"))) {
      SEEN.incrementAndGet();
    }
  }

  /** What is wrong with the guard, with the remedy; null if it watches. */
  static @Nullable String problem(GuardLink link) {
    Map<String, String> status = link.status();
    if (status == null) {
      return "flowguard: a guard is attached but not in place; see its start line on stderr";
    }
    if (!"GUARDED".equals(status.get("state"))) {
      return "flowguard: the guard is " + status.get("state") + ": " + status.get("reasons");
    }
    String problems = status.getOrDefault("problems", "");
    if (!problems.isEmpty()) {
      return "flowguard: the guard is GUARDED with problems: " + problems;
    }
    String category = status.get("probe.category");
    String processor = status.get("probe.processor");
    if (category == null || processor == null) {
      return "flowguard: no rule of the policy "
          + status.get("policy")
          + " keeps a category from a processor: there is nothing to watch";
    }
    isRunning = true;
    try {
      return probe(link, category, processor, "block".equals(status.get("mode")));
    } catch (IOException e) {
      return "flowguard: the self-proof failed with " + e.getClass().getSimpleName();
    } finally {
      isRunning = false;
    }
  }

  private static @Nullable String probe(
      GuardLink link, String category, String processor, boolean blocks) throws IOException {
    String canary = Canary.text();
    Flowguard.protect(category, canary);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(5_000);
      Sink sink = new Sink(server);
      sink.start();
      link.standIn(processor, "localhost", server.getLocalPort());
      boolean blocked = false;
      try {
        send("http://localhost:" + server.getLocalPort() + "/", canary);
      } catch (BlockedRequestException e) {
        blocked = true;
      } catch (IOException e) {
        // The sink does not answer.
      }
      server.close();
      if (SEEN.getAndSet(0) == 0) {
        return "flowguard: THE GUARD WAS NOT WATCHING: a canary to a stand-in of "
            + processor
            + " was not seen. Look at the gates in its start line.";
      }
      return blocks && (!blocked || sink.received > 0)
          ? "flowguard: THE GUARD DID NOT BLOCK: a canary was seen, but "
              + sink.received
              + " bytes of it arrived"
          : null;
    }
  }

  private static void send(String url, String canary) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setDoOutput(true);
    connection.setConnectTimeout(5_000);
    connection.setReadTimeout(5_000);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(("probe=" + canary).getBytes(StandardCharsets.UTF_8));
    }
    connection.getResponseCode();
  }

  /** Counts what arrives, and closes. */
  private static final class Sink extends Thread {
    private final ServerSocket server;
    private volatile int received;

    Sink(ServerSocket server) {
      super("flowguard-self-proof");
      this.server = server;
      setDaemon(true);
    }

    @Override
    public void run() {
      try (Socket socket = server.accept()) {
        socket.setSoTimeout(5_000);
        InputStream in = socket.getInputStream();
        int first = in.read();
        received = first < 0 ? 0 : 1 + in.available();
      } catch (IOException e) {
        // Nobody came, as it should be in mode block, or the socket was closed by the other end.
      }
    }
  }
}
