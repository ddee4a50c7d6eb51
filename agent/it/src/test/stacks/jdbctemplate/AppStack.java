package dev.flowguard.agent.contract;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.SimpleJdbcInsert;

/** The ways of Spring JDBC. */
public final class AppStack implements Stack {
  private static final String BY_ID = "select content from chat_message where id = ?";
  private static final String BY_NAME = "select id, content from chat_message where id = :id";
  private static final String INSERT = "insert into chat_message (id, content) values (?, ?)";

  public record Message(String id, String content) {}

  private JdbcTemplate template;
  private NamedParameterJdbcTemplate named;
  private JdbcClient client;

  @Override
  public void start(DataSource database) {
    template = new JdbcTemplate(database);
    named = new NamedParameterJdbcTemplate(database);
    client = JdbcClient.create(database);
  }

  @Override
  public Map<String, Read> reads() {
    Map<String, Read> reads = new LinkedHashMap<>();
    reads.put("queryForObject", id -> template.queryForObject(BY_ID, String.class, id));
    reads.put(
        "row mapper",
        id -> template.query(BY_ID, (row, number) -> row.getString("content"), id).get(0));
    reads.put("map", id -> (String) template.queryForMap(BY_ID, id).get("content"));
    reads.put("list", id -> template.queryForList(BY_ID, String.class, id).get(0));
    reads.put("row set", id -> rowSet(id));
    reads.put(
        "named parameter",
        id -> named.queryForList(BY_NAME, Map.of("id", id)).get(0).get("content").toString());
    reads.put(
        "client",
        id -> client.sql(BY_NAME).param("id", id).query(Message.class).single().content());
    return reads;
  }

  private String rowSet(String id) {
    var rows = template.queryForRowSet(BY_ID, id);
    rows.next();
    return rows.getString(1);
  }

  @Override
  public Map<String, Write> writes() {
    Map<String, Write> writes = new LinkedHashMap<>();
    writes.put("update", (id, content) -> template.update(INSERT, id, content));
    writes.put(
        "batch",
        (id, content) ->
            template.batchUpdate(INSERT, java.util.List.<Object[]>of(new Object[] {id, content})));
    writes.put(
        "simple insert",
        (id, content) ->
            new SimpleJdbcInsert(template)
                .withTableName("chat_message")
                .usingColumns("id", "content")
                .execute(new MapSqlParameterSource("id", id).addValue("content", content)));
    return writes;
  }

  @Override
  public String note(String id) {
    return template.queryForObject(
        "select note from chat_message where id = ?", String.class, id);
  }
}
