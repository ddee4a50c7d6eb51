package dev.flowguard.agent.contract;

import java.util.List;

/** What the contract asks a server. */
interface TestServer {
  String url(String host, String path);

  /**
   * From now on counts only requests whose target contains this path; counters begin anew. What
   * still comes of a request with another path is served and not counted.
   *
   * @param path of one test; empty, as at the start: all requests count
   */
  void countOnly(String path);

  /** Complete requests since the last call, as they came; counters begin anew. */
  List<String> takeRequests();

  /** Bytes of bodies since then, of requests that never ended too. */
  long bodyBytes();

  /** Waits for the first of them; false if none has come after so many milliseconds. */
  boolean awaitBody(long millis) throws InterruptedException;

  /** The same bytes, of all bodies one after the other, a mebibyte at most. */
  String bodies();

  /** Bytes of heads since then. */
  long headBytes();

  /**
   * From the next request on, closes a connection on which nothing comes for so long.
   *
   * @param millis 0, as at the start: never
   */
  void closeIdle(int millis);

  /** Connections that no end has closed. */
  int openConnections();
}
