package dev.flowguard.agent.contract;

import java.util.Map;

/** A database of documents, as an application uses it. */
public interface DocumentStore {
  /** Connects. */
  void start(String url) throws Exception;

  /** Has a message come into being in the database itself, where nobody sees it. */
  void hide(String id, String content, String note) throws Exception;

  /** By name: how the content of the message of an id is read. */
  Map<String, Stack.Read> reads();

  /** By name: how a message is written. */
  Map<String, Stack.Write> writes();

  /** The note of the message of an id, of which the content is read too. */
  String note(String id) throws Exception;

  /** Writes content to a collection that nobody has declared, and reads it there. */
  void draft(String id, String content) throws Exception;
}
