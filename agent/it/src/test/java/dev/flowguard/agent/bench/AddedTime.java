package dev.flowguard.agent.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Times requests to two hosts in turn, one that no rule concerns and one that is a processor, in
 * one JVM. Run with the guard and without it, several times in turn; see docs/measuring.md.
 */
final class AddedTime {
  private static final int ROUNDS = 4_000;
  private static final int WARM_UP = 6_000;

  private AddedTime() {}

  public static void main(String[] arguments) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, 2);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write("ok".getBytes(StandardCharsets.US_ASCII));
          }
        });
    server.start();
    byte[] body =
        ("{\"note\":\"" + "the weather was fair and the ferry on time. ".repeat(22) + "\"}")
            .getBytes(StandardCharsets.US_ASCII);
    int port = server.getAddress().getPort();
    URL own = new URL("http://localhost:" + port + "/v1/x");
    URL processor = new URL("http://127.0.0.1:" + port + "/v1/x");
    for (int i = 0; i < WARM_UP; i++) {
      send(own, body);
      send(processor, body);
    }
    long[] ownTimes = new long[ROUNDS];
    long[] processorTimes = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      ownTimes[i] = send(own, body);
      processorTimes[i] = send(processor, body);
    }
    System.out.printf(
        "own host p50 %.1f us, processor p50 %.1f us (%d bytes)%n",
        median(ownTimes), median(processorTimes), body.length);
    server.stop(0);
  }

  private static long send(URL url, byte[] body) throws Exception {
    long start = System.nanoTime();
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    connection.getOutputStream().write(body);
    connection.getInputStream().readAllBytes();
    return System.nanoTime() - start;
  }

  private static double median(long[] nanos) {
    Arrays.sort(nanos);
    return nanos[nanos.length / 2] / 1_000.0;
  }
}
