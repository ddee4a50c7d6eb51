package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** Replaces an AI model: it sends half of its answer, and the rest when the test asks for it. */
abstract class AnswerServer implements AutoCloseable {
  /** Where the rest of an answer is asked for, by HTTP/1.1. */
  static final String GO_ON = "/go-on";

  /** One for each answer: a thread that still sends the one before takes no permit of the next. */
  private record Prepared(List<String> pieces, Semaphore mayGoOn) {
    Prepared(List<String> pieces) {
      this(pieces, new Semaphore(0));
    }
  }

  private volatile Prepared next = new Prepared(List.of());

  abstract String url(String path);

  @Override
  public abstract void close() throws IOException;

  /** What the next answer is: the second half of the pieces waits. */
  void prepare(List<String> pieces) {
    next = new Prepared(pieces);
  }

  final void goOn() {
    next.mayGoOn().release();
  }

  static String type(String path) {
    return path.contains("streamed") ? "text/event-stream; charset=utf-8" : "application/json";
  }

  static boolean isGzip(String path) {
    return path.contains("gzip");
  }

  /** True for an answer whose connection is closed in the middle. */
  static boolean isCut(String path) {
    return path.contains("cut");
  }

  /** What a request with a body is answered. */
  static byte[] got(int length) {
    return ("got " + length).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes the answer to a request without a body.
   *
   * @param to closed at the end, unless the answer is cut
   */
  final void write(String path, OutputStream to) throws IOException {
    Prepared prepared = next;
    List<String> now = prepared.pieces();
    OutputStream out = isGzip(path) ? new GZIPOutputStream(to, true) : to;
    for (int i = 0; i < now.size(); i++) {
      if (i == now.size() / 2) {
        awaitGoOn(prepared.mayGoOn());
        if (isCut(path)) {
          return;
        }
      }
      out.write(now.get(i).getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
    out.close();
  }

  private static void awaitGoOn(Semaphore mayGoOn) throws IOException {
    try {
      if (!mayGoOn.tryAcquire(30, TimeUnit.SECONDS)) {
        throw new IOException("nobody has asked for the rest");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
