package dev.flowguard.agent.contract;

import java.util.Map;

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
    DUPLEX
  }

  /**
   * One request.
   *
   * @param split where the pieces of a streamed body part
   */
  record Request(
      String method, String url, Map<String, String> headers, Kind kind, byte[] body, int split) {}

  /** Sends and returns the status of the answer. */
  int send(Request request) throws Exception;

  /** Sends without waiting, and returns the status; fails once, as the client's callback does. */
  int sendLater(Request request) throws Exception;
}
