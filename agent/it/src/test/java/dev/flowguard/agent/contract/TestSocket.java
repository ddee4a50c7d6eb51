package dev.flowguard.agent.contract;

/** The client's end of a WebSocket. */
interface TestSocket extends AutoCloseable {
  /** Sends a text, or a fragment of one. */
  void text(String text, boolean isLast) throws Exception;

  /** Sends a binary message, or a fragment of one. */
  void binary(byte[] bytes, boolean isLast) throws Exception;

  /** The next text that the server sends; why there is none, where the socket is closed. */
  String answer() throws Exception;

  @Override
  void close() throws Exception;
}
