package dev.flowguard.agent.contract;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.Id;
import org.springframework.data.jdbc.core.JdbcAggregateTemplate;
import org.springframework.data.jdbc.repository.config.AbstractJdbcConfiguration;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.relational.core.mapping.Column;
import org.springframework.data.relational.core.mapping.Table;
import org.springframework.data.repository.CrudRepository;
import org.springframework.data.repository.query.Param;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionManager;

/** The ways of Spring Data JDBC. */
public final class AppStack implements Stack {
  @Table("CHAT_MESSAGE")
  public record ChatMessage(
      @Id @Column("ID") String id,
      @Column("CONTENT") String content,
      @Column("NOTE") String note) {}

  /** A projection. */
  public interface OnlyContent {
    String getContent();
  }

  public interface Messages extends CrudRepository<ChatMessage, String> {
    OnlyContent findProjectedById(String id);

    @Query("select content from chat_message where id = :id")
    String contentOf(@Param("id") String id);

    @Query("select note from chat_message where id = :id")
    String noteOf(@Param("id") String id);
  }

  @Configuration
  @EnableJdbcRepositories(considerNestedRepositories = true, basePackageClasses = AppStack.class)
  public static class Configured extends AbstractJdbcConfiguration {
    static DataSource database;

    @Bean
    DataSource dataSource() {
      return database;
    }

    @Bean
    NamedParameterJdbcOperations operations(DataSource dataSource) {
      return new NamedParameterJdbcTemplate(dataSource);
    }

    @Bean
    TransactionManager transactionManager(DataSource dataSource) {
      return new DataSourceTransactionManager(dataSource);
    }
  }

  private Messages messages;
  private JdbcAggregateTemplate template;

  @Override
  public void start(DataSource database) {
    Configured.database = database;
    var context = new AnnotationConfigApplicationContext(Configured.class);
    messages = context.getBean(Messages.class);
    template = context.getBean(JdbcAggregateTemplate.class);
  }

  @Override
  public Map<String, Read> reads() {
    Map<String, Read> reads = new LinkedHashMap<>();
    reads.put("findById", id -> messages.findById(id).orElseThrow().content());
    reads.put("projection", id -> messages.findProjectedById(id).getContent());
    reads.put("query", id -> messages.contentOf(id));
    return reads;
  }

  @Override
  public Map<String, Write> writes() {
    Map<String, Write> writes = new LinkedHashMap<>();
    writes.put("insert", (id, content) -> template.insert(new ChatMessage(id, content, "")));
    writes.put(
        "save",
        (id, content) -> {
          template.insert(new ChatMessage(id, "", ""));
          messages.save(new ChatMessage(id, content, ""));
        });
    return writes;
  }

  @Override
  public String note(String id) {
    return messages.noteOf(id);
  }
}
