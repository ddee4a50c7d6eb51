package dev.flowguard.agent.contract;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.mongodb.client.MongoClients;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.mapping.Field;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/** The ways of Spring Data MongoDB. */
public final class AppDocuments implements DocumentStore {
  /** A message. */
  @Document("messages")
  public record Message(
      @Id String id, @Field("user_id") String user, String content, String note) {}

  private MongoTemplate template;

  @Override
  public void start(String url) {
    template = new MongoTemplate(MongoClients.create(url), "app");
  }

  @Override
  public void hide(String id, String content, String note) {
    template.insert(new Message(id, "ann", content, note), "drafts");
    template
        .getCollection("drafts")
        .aggregate(
            List.of(
                org.bson.Document.parse("{$match: {_id: '" + id + "'}}"),
                org.bson.Document.parse("{$merge: {into: 'messages'}}")))
        .toCollection();
  }

  private static Query of(String id) {
    return query(where("id").is(id));
  }

  @Override
  public Map<String, Stack.Read> reads() {
    Map<String, Stack.Read> reads = new LinkedHashMap<>();
    reads.put("findById", id -> template.findById(id, Message.class).content());
    reads.put("find", id -> template.find(of(id), Message.class).get(0).content());
    reads.put(
        "findAndModify",
        id ->
            template.findAndModify(of(id), new Update().set("note", ""), Message.class).content());
    reads.put(
        "stream",
        id -> {
          try (var all = template.stream(of(id), Message.class)) {
            return all.findFirst().orElseThrow().content();
          }
        });
    return reads;
  }

  @Override
  public Map<String, Stack.Write> writes() {
    Map<String, Stack.Write> writes = new LinkedHashMap<>();
    writes.put(
        "insert", (id, content) -> template.insert(new Message(id, "ann", content, "")));
    writes.put("save", (id, content) -> template.save(new Message(id, "ann", content, "")));
    writes.put(
        "updateFirst",
        (id, content) ->
            template.updateFirst(of("unread"), new Update().set("content", content), Message.class));
    return writes;
  }

  @Override
  public String note(String id) {
    return template.findById(id, Message.class).note();
  }

  @Override
  public void draft(String id, String content) {
    template.insert(new Message(id, "ann", content, ""), "drafts");
    template.findById(id, Message.class, "drafts");
  }
}
