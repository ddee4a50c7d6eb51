package dev.flowguard.agent.contract;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.cursor.Cursor;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;

/** The ways of MyBatis. */
public final class AppStack implements Stack {
  /** A bean that columns are mapped to. */
  public static class Message {
    public String id;
    public String content;
  }

  public interface Messages {
    @Select("select content from chat_message where id = #{id}")
    String content(String id);

    @Select("select * from chat_message where id = #{id}")
    Message message(String id);

    @Select("select id, content from chat_message where id = #{id}")
    Map<String, Object> map(String id);

    @Select("select id, content from chat_message where id = #{id}")
    Cursor<Message> cursor(String id);

    @Select("select note from chat_message where id = #{id}")
    String note(String id);

    @Insert("insert into chat_message (id, content) values (#{id}, #{content})")
    void insert(@Param("id") String id, @Param("content") String content);

    @Update("update chat_message set content = #{content} where id = #{id}")
    void update(@Param("id") String id, @Param("content") String content);
  }

  private interface Work<T> {
    T by(Messages messages);
  }

  private SqlSessionFactory sessions;

  @Override
  public void start(DataSource database) {
    Configuration configuration =
        new Configuration(new Environment("app", new JdbcTransactionFactory(), database));
    configuration.addMapper(Messages.class);
    sessions = new SqlSessionFactoryBuilder().build(configuration);
  }

  private <T> T by(Work<T> work) {
    try (SqlSession session = sessions.openSession(true)) {
      return work.by(session.getMapper(Messages.class));
    }
  }

  @Override
  public Map<String, Read> reads() {
    Map<String, Read> reads = new LinkedHashMap<>();
    reads.put("a value", id -> by(messages -> messages.content(id)));
    reads.put("a bean", id -> by(messages -> messages.message(id).content));
    reads.put("a map", id -> by(messages -> (String) messages.map(id).get("CONTENT")));
    reads.put("a cursor", id -> by(messages -> messages.cursor(id).iterator().next().content));
    return reads;
  }

  @Override
  public Map<String, Write> writes() {
    Map<String, Write> writes = new LinkedHashMap<>();
    writes.put(
        "insert",
        (id, content) ->
            by(
                messages -> {
                  messages.insert(id, content);
                  return null;
                }));
    writes.put(
        "update",
        (id, content) ->
            by(
                messages -> {
                  messages.insert(id, "");
                  messages.update(id, content);
                  return null;
                }));
    return writes;
  }

  @Override
  public String note(String id) {
    return by(messages -> messages.note(id));
  }
}
