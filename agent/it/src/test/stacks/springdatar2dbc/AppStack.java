package dev.flowguard.agent.contract;

import io.r2dbc.h2.H2ConnectionConfiguration;
import io.r2dbc.h2.H2ConnectionFactory;
import io.r2dbc.spi.ConnectionFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.data.annotation.Id;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.data.relational.core.mapping.Column;
import org.springframework.data.relational.core.mapping.Table;
import org.springframework.data.relational.core.query.Criteria;
import org.springframework.data.relational.core.query.Query;
import org.springframework.r2dbc.core.DatabaseClient;

/** The ways of Spring's R2DBC, and of Spring Data R2DBC, to the same database. */
public final class AppStack implements Stack {
  private static final String BY_NAME = "select id, content from chat_message where id = :id";

  @Table("CHAT_MESSAGE")
  public record ChatMessage(@Id @Column("ID") String id, @Column("CONTENT") String content) {}

  private DatabaseClient client;
  private R2dbcEntityTemplate template;

  @Override
  public void start(DataSource database) {
    ConnectionFactory factory =
        new H2ConnectionFactory(
            H2ConnectionConfiguration.builder()
                .inMemory("app")
                .username("sa")
                .password("")
                .build());
    client = DatabaseClient.create(factory);
    template = new R2dbcEntityTemplate(factory);
  }

  @Override
  public Map<String, Read> reads() {
    Map<String, Read> reads = new LinkedHashMap<>();
    reads.put(
        "client",
        id ->
            client
                .sql(BY_NAME)
                .bind("id", id)
                .map(row -> row.get("content", String.class))
                .one()
                .block());
    reads.put(
        "client, map",
        id -> client.sql(BY_NAME).bind("id", id).fetch().one().block().get("content").toString());
    reads.put(
        "client, properties",
        id ->
            client
                .sql(BY_NAME)
                .bind("id", id)
                .mapProperties(ChatMessage.class)
                .one()
                .block()
                .content());
    reads.put("template", id -> template.selectOne(byId(id), ChatMessage.class).block().content());
    return reads;
  }

  private static Query byId(String id) {
    return Query.query(Criteria.where("id").is(id));
  }

  @Override
  public Map<String, Write> writes() {
    Map<String, Write> writes = new LinkedHashMap<>();
    writes.put(
        "client",
        (id, content) ->
            client
                .sql("insert into chat_message (id, content) values (:id, :content)")
                .bind("id", id)
                .bind("content", content)
                .then()
                .block());
    writes.put("template", (id, content) -> template.insert(new ChatMessage(id, content)).block());
    return writes;
  }

  @Override
  public String note(String id) {
    return client
        .sql("select note from chat_message where id = :id")
        .bind("id", id)
        .mapValue(String.class)
        .one()
        .block();
  }
}
