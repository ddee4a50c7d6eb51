package dev.flowguard.agent.contract;

import java.sql.Connection;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of an application in a forked JVM. */
final class MessageTable {
  private final Database database;

  /** Runs a statement, however the application does that. */
  interface Database {
    void run(String sql) throws Exception;
  }

  MessageTable(Database database) {
    this.database = database;
  }

  MessageTable(Connection connection) {
    this(
        sql -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
          }
        });
  }

  /**
   * Creates it anew.
   *
   * @param text the type of long texts
   */
  void create(String text) throws Exception {
    for (String old : List.of("view v_msg", "table chat_message", "table chat_user")) {
      try {
        run("drop " + old);
      } catch (Exception e) {
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

  void run(String sql) throws Exception {
    database.run(sql);
  }

  /** By name: a query for one row, of which the last column is read. */
  static Map<String, String> queries() {
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put("plain", "select content from chat_message where id = '%s'");
    queries.put("upper", "SELECT M.Content FROM chat_message M WHERE ID = '%s'");
    queries.put("alias", "select m.content as c from chat_message m where m.id = '%s'");
    queries.put(
        "join",
        "select u.name, m.content from chat_user u join chat_message m on m.user_id = u.id where"
            + " m.id = '%s'");
    queries.put(
        "subquery",
        "select t.c from (select id, content as c from chat_message) t where id = '%s'");
    queries.put(
        "cte",
        "with x as (select id, content as c from chat_message) select c from x where id = '%s'");
    queries.put(
        "union",
        "select name as c from chat_user where id = 'none' union all select content from"
            + " chat_message where id = '%s'");
    queries.put(
        "coalesce", "select coalesce(content, 'none') as c from chat_message where id = '%s'");
    queries.put("view", "select body from v_msg where id = '%s'");
    queries.put("long", "select essay from chat_message where id = '%s'");
    return queries;
  }

  /** As literals, which nobody sees. */
  void insert(String id, String content, String note, String essay) throws Exception {
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
