package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** How one client sends. Runs in the forked JVM. */
interface Sender {
  /** How a body is given to a client. */
  enum Kind {
    NONE,
    /** All of it in memory, length known. */
    BYTES,
    /** Written in two pieces with a flush between them, length known. */
    FIXED_STREAM,
    /** Written in two pieces with a flush between them, length unknown. */
    CHUNKED_STREAM,
    FILE,
    /** Comes later, from another thread. */
    ASYNCHRONOUS,
    /** Written while the answer is read. */
    DUPLEX,
    /**
     * The second piece is written once the head of the answer is there; the client does not know.
     */
    AWAITING_ANSWER,
    /** Fails of its own accord after the first piece, length unknown. */
    FAILING,
    /** Says that it is ten bytes longer than it is. */
    LYING,
    /** Does not go on after the first piece, length unknown. */
    ENDLESS
  }

  /**
   * One request.
   *
   * @param split where the pieces of a streamed body part
   */
  record Request(
      String method, String url, Map<String, String> headers, Kind kind, byte[] body, int split) {}

  /** True if HTTP/2 is to be spoken, which the server offers over TLS only. */
  static boolean isHttp2() {
    return Boolean.getBoolean("contract.http2");
  }

  /** Takes the pieces of a streamed body in order. */
  interface Pieces {
    void write(byte[] piece, boolean isLast) throws IOException;
  }

  /**
   * Writes what follows the first piece of a body: the second, or the pieces of a slow source, for
   * which the calling thread waits: see {@link Pace}.
   */
  static void rest(Request request, Pieces to) throws IOException {
    Pace.current().write(request, to);
  }

  /** The same into a stream, with a flush after each piece but the last. */
  static void rest(Request request, OutputStream to) throws IOException {
    rest(
        request,
        (piece, isLast) -> {
          to.write(piece);
          if (!isLast) {
            to.flush();
          }
        });
  }

  /** The same as a stream, whose reader waits. */
  static InputStream restOf(Request request) {
    return Pace.current().stream(request);
  }

  /** Writes the same a moment later, on a thread of its own. */
  static void restLater(Request request, Pieces to) {
    Pace pace = Pace.current();
    Thread writer =
        new Thread(
            () -> {
              LockSupport.parkNanos(20_000_000);
              try {
                pace.write(request, to);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "body-writer");
    writer.setDaemon(true);
    writer.start();
  }

  /** Sends and returns the status of the answer. */
  int send(Request request) throws Exception;

  /** Sends without waiting, and returns the status; fails once, as the client's callback does. */
  int sendLater(Request request) throws Exception;

  /** Sends, and cancels after half a second in the client's own way; fails as the client does. */
  default int sendAndCancel(Request request) throws Exception {
    throw new UnsupportedOperationException("cannot cancel");
  }

  /** Sends with a time-out for the whole call, or for its answer where there is no such thing. */
  default int sendWithin(Request request, int millis) throws Exception {
    throw new UnsupportedOperationException("has no time-outs");
  }
}
