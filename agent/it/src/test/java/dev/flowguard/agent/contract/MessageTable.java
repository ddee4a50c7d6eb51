package dev.flowguard.agent.contract;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables of an application in a forked JVM. */
final class MessageTable {
  private final Connection connection;

  MessageTable(Connection connection) {
    this.connection = connection;
  }

  /**
   * Creates it anew.
   *
   * @param text the type of long texts
   */
  void create(String text) throws SQLException {
    for (String old : List.of("view v_msg", "table chat_message", "table chat_user")) {
      try {
        run("drop " + old);
      } catch (SQLException e) {
        // it is not there
      }
    }
    run("create table chat_user (id varchar(40) primary key, name varchar(40))");
    run(
        "create table chat_message (id varchar(40) primary key, user_id varchar(40), content"
            + " varchar(2000), note varchar(2000), essay "
            + text
            + ")");
    run("create view v_msg as select id, content as body from chat_message");
    run("insert into chat_user values ('u1', 'Ann')");
  }

  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** As literals, which nobody sees. */
  void insert(String id, String content, String note, String essay) throws SQLException {
    run(
        "insert into chat_message values ('"
            + id
            + "', 'u1', '"
            + content
            + "', '"
            + note
            + "', '"
            + essay
            + "')");
  }
}
