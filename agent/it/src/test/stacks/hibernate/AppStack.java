package dev.flowguard.agent.contract;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.Transaction;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;

/** The ways of Hibernate. */
public final class AppStack implements Stack {
  @Entity(name = "ChatMessage")
  @Table(name = "chat_message")
  public static class ChatMessage {
    @Id String id;
    @Column String content;
    @Column String note;

    public String getContent() {
      return content;
    }
  }

  private SessionFactory sessions;

  @Override
  public void start(DataSource database) {
    var registry =
        new StandardServiceRegistryBuilder()
            .applySetting("hibernate.connection.datasource", database)
            .build();
    sessions =
        new MetadataSources(registry)
            .addAnnotatedClass(ChatMessage.class)
            .buildMetadata()
            .buildSessionFactory();
  }

  @Override
  public Map<String, Read> reads() {
    Map<String, Read> reads = new LinkedHashMap<>();
    reads.put("find", id -> in(session -> session.find(ChatMessage.class, id).getContent()));
    reads.put(
        "reference",
        id -> in(session -> session.getReference(ChatMessage.class, id).getContent()));
    reads.put("HQL", id -> one("from ChatMessage m where m.id = :id", ChatMessage.class, id).content);
    reads.put(
        "projection",
        id -> one("select m.content from ChatMessage m where m.id = :id", String.class, id));
    reads.put("criteria", id -> in(session -> byCriteria(session, id)));
    reads.put(
        "native query",
        id ->
            in(
                session ->
                    (String)
                        session
                            .createNativeQuery("select content from chat_message where id = :id")
                            .setParameter("id", id)
                            .getSingleResult()));
    return reads;
  }

  private interface Work<T> {
    T in(Session session);
  }

  private <T> T in(Work<T> work) {
    try (Session session = sessions.openSession()) {
      Transaction transaction = session.beginTransaction();
      T result = work.in(session);
      transaction.commit();
      return result;
    }
  }

  private <T> T one(String query, Class<T> type, String id) {
    return in(session -> session.createQuery(query, type).setParameter("id", id).getSingleResult());
  }

  private static String byCriteria(Session session, String id) {
    var builder = session.getCriteriaBuilder();
    var query = builder.createQuery(ChatMessage.class);
    var root = query.from(ChatMessage.class);
    query.select(root).where(builder.equal(root.get("id"), id));
    return session.createQuery(query).getSingleResult().getContent();
  }

  @Override
  public Map<String, Write> writes() {
    Map<String, Write> writes = new LinkedHashMap<>();
    writes.put(
        "persist",
        (id, content) ->
            in(
                session -> {
                  ChatMessage message = new ChatMessage();
                  message.id = id;
                  message.content = content;
                  session.persist(message);
                  return null;
                }));
    writes.put(
        "a changed entity",
        (id, content) -> {
          writes.get("persist").message(id, "");
          in(
              session -> {
                session.find(ChatMessage.class, id).content = content;
                return null;
              });
        });
    return writes;
  }

  @Override
  public String note(String id) {
    return one("select m.note from ChatMessage m where m.id = :id", String.class, id);
  }
}
