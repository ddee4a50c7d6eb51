package dev.flowguard.agent.contract;

import java.util.Map;
import javax.sql.DataSource;

/** A library above JDBC, as an application uses it: no tap knows it. */
public interface Stack {
  /** Starts it. */
  void start(DataSource database) throws Exception;

  /** By name: how the content of the message of an id is read. */
  Map<String, Read> reads();

  /** By name: how a message is written. */
  Map<String, Write> writes();

  /** The note of the message of an id, without its content. */
  String note(String id) throws Exception;

  /** One way of reading. */
  interface Read {
    String content(String id) throws Exception;
  }

  /** One way of writing. */
  interface Write {
    void message(String id, String content) throws Exception;
  }
}
