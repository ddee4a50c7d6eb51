package dev.flowguard.agent.contract;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.zip.CRC32;

/**
 * Reads uploads in pieces and keeps none of them but the last bytes, of which it sends the last
 * words to a processor. Answers how many bytes came, with their checksum, and what came of the
 * words.
 */
final class LongUploadProgram implements ServerProgram {
  private static final int PIECE = 8 << 10;
  private static final int KEPT = 300;

  @Override
  public int start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", LongUploadProgram::serve);
    server.start();
    return server.getAddress().getPort();
  }

  private static void serve(HttpExchange exchange) throws IOException {
    CRC32 sum = new CRC32();
    long count = 0;
    byte[] last = {};
    InputStream body = exchange.getRequestBody();
    byte[] piece = new byte[PIECE];
    for (int n = body.read(piece); n >= 0; n = body.read(piece)) {
      sum.update(piece, 0, n);
      count += n;
      last = last(last, piece, n);
    }
    String outcome =
        ServedApplication.outcome(
            exchange.getRequestHeaders().getFirst(ServedApplication.LEAK_TO),
            ServedApplication.piece(last));
    byte[] answer = (count + " " + sum.getValue() + " " + outcome).getBytes();
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  /** The last of what came before and of this. */
  private static byte[] last(byte[] before, byte[] piece, int length) {
    int count = Math.min(KEPT, length);
    int kept = Math.min(before.length, KEPT - count);
    byte[] last = Arrays.copyOfRange(before, before.length - kept, before.length - kept + KEPT);
    System.arraycopy(piece, length - count, last, kept, count);
    return Arrays.copyOf(last, kept + count);
  }
}
