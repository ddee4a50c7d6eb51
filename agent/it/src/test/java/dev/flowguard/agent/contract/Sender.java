package dev.flowguard.agent.contract;

import java.io.File;
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

  /**
   * What a caller does between two pieces that waits for the first one to arrive: it gives up after
   * 2.5 s. Nothing, unless the test names the file by which its server says so.
   */
  static void betweenPieces() {
    String arrived = System.getProperty("contract.arrived");
    long until = System.nanoTime() + 2_500_000_000L;
    while (arrived != null && !new File(arrived).exists() && System.nanoTime() - until < 0) {
      LockSupport.parkNanos(10_000_000);
    }
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
