package dev.flowguard.agent.contract;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.FullDocument;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.codecs.pojo.PojoCodecProvider;

/** The ways of the blocking driver. */
public final class AppDocuments implements DocumentStore {
  private MongoDatabase database;
  private MongoCollection<Document> messages;
  private MongoCollection<Document> drafts;

  /** A message as an object. */
  public static final class Message {
    private String id;
    private String content;

    public String getId() {
      return id;
    }

    public void setId(String id) {
      this.id = id;
    }

    public String getContent() {
      return content;
    }

    public void setContent(String content) {
      this.content = content;
    }
  }

  @Override
  public void start(String url) {
    MongoClient client = MongoClients.create(url);
    database = client.getDatabase("app");
    messages = database.getCollection("messages");
    drafts = database.getCollection("drafts");
  }

  @Override
  public void hide(String id, String content, String note) {
    Document parts = new Document("text", content);
    drafts.insertOne(
        message(id, content).append("note", note).append("parts", List.of(new Document(), parts)));
    Document into = new Document("into", "messages");
    drafts
        .aggregate(List.of(Aggregates.match(eq("_id", id)), new Document("$merge", into)))
        .toCollection();
  }

  private static Document message(String id, String content) {
    return new Document("_id", id).append("user_id", "ann").append("content", content);
  }

  @Override
  public Map<String, Stack.Read> reads() {
    Map<String, Stack.Read> reads = new LinkedHashMap<>();
    reads.put("first", id -> messages.find(eq("_id", id)).first().getString("content"));
    reads.put(
        "iterating",
        id -> {
          try (MongoCursor<Document> cursor = messages.find(eq("_id", id)).iterator()) {
            return cursor.next().getString("content");
          }
        });
    reads.put("a later batch", this::laterBatch);
    reads.put(
        "aggregate",
        id ->
            messages
                .aggregate(List.of(Aggregates.match(eq("_id", id))))
                .first()
                .getString("content"));
    reads.put("distinct", id -> messages.distinct("content", eq("_id", id), String.class).first());
    reads.put(
        "findOneAndUpdate",
        id ->
            messages.findOneAndUpdate(eq("_id", id), Updates.set("seen", 1)).getString("content"));
    reads.put(
        "findOneAndReplace",
        id ->
            messages
                .findOneAndReplace(eq("_id", id), new Document("content", ""))
                .getString("content"));
    reads.put("findOneAndDelete", id -> messages.findOneAndDelete(eq("_id", id)).getString("content"));
    reads.put(
        "BsonDocument",
        id ->
            messages
                .withDocumentClass(BsonDocument.class)
                .find(eq("_id", id))
                .first()
                .getString("content")
                .getValue());
    reads.put(
        "RawBsonDocument",
        id ->
            messages
                .withDocumentClass(RawBsonDocument.class)
                .find(eq("_id", id))
                .first()
                .getString("content")
                .getValue());
    reads.put(
        "objects",
        id ->
            messages
                .withCodecRegistry(
                    CodecRegistries.fromRegistries(
                        MongoClientSettings.getDefaultCodecRegistry(),
                        CodecRegistries.fromProviders(
                            PojoCodecProvider.builder().automatic(true).build())))
                .withDocumentClass(Message.class)
                .find(eq("_id", id))
                .first()
                .getContent());
    reads.put("runCommand", this::command);
    reads.put(
        "an array in a document",
        id ->
            messages
                .find(eq("_id", id))
                .projection(new Document("parts", 1))
                .first()
                .getList("parts", Document.class)
                .get(1)
                .getString("text"));
    reads.put("change stream", this::changed);
    return reads;
  }

  private String laterBatch(String id) {
    String content = "";
    for (int i = 0; i < 7; i++) {
      hide(id + "." + i, "", "");
    }
    for (Document each :
        messages.find(Document.parse("{_id: /^" + id + "/}")).sort(Sorts.descending("_id")).batchSize(2)) {
      content = each.getString("content");
    }
    return content;
  }

  private String command(String id) {
    Document found =
        database.runCommand(
            new Document("find", "messages").append("filter", new Document("_id", id)));
    return found
        .get("cursor", Document.class)
        .getList("firstBatch", Document.class)
        .get(0)
        .getString("content");
  }

  /** What is content only once the database has made it that. */
  private String changed(String id) {
    String content = drafts.find(eq("_id", id)).first().getString("content");
    hide(id + "again", "", content);
    try (var events =
        messages.watch().fullDocument(FullDocument.UPDATE_LOOKUP).cursor()) {
      messages.updateOne(eq("_id", id + "again"), Updates.rename("note", "content"));
      return events.next().getFullDocument().getString("content");
    }
  }

  @Override
  public Map<String, Stack.Write> writes() {
    Map<String, Stack.Write> writes = new LinkedHashMap<>();
    writes.put("insertOne", (id, content) -> messages.insertOne(message(id, content)));
    writes.put(
        "insertMany",
        (id, content) ->
            messages.insertMany(List.of(message(id + "a", ""), message(id, content))));
    writes.put(
        "a large insertOne",
        (id, content) ->
            messages.insertOne(
                new Document("padding", "x".repeat(500_000)).append("content", content)));
    writes.put(
        "replaceOne",
        (id, content) -> messages.replaceOne(eq("_id", "unread"), new Document("content", content)));
    writes.put(
        "updateOne",
        (id, content) -> messages.updateOne(eq("_id", "unread"), Updates.set("content", content)));
    writes.put(
        "updateOne at a position",
        (id, content) ->
            messages.updateOne(eq("_id", "read0"), Updates.set("parts.0.text", content)));
    writes.put(
        "upsert",
        (id, content) ->
            messages.updateOne(
                eq("_id", id),
                Updates.setOnInsert("content", content),
                new UpdateOptions().upsert(true)));
    writes.put(
        "push",
        (id, content) ->
            messages.updateOne(
                eq("_id", "read0"), Updates.push("parts", new Document("text", content))));
    writes.put(
        "pushEach",
        (id, content) ->
            messages.updateOne(
                eq("_id", "read0"),
                Updates.pushEach(
                    "parts", List.of(new Document(), new Document("text", content)))));
    writes.put(
        "findOneAndUpdate",
        (id, content) ->
            messages.findOneAndUpdate(
                eq("_id", "none"),
                Updates.set("content", content),
                new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)));
    writes.put(
        "bulkWrite of an insert",
        (id, content) -> messages.bulkWrite(List.of(new InsertOneModel<>(message(id, content)))));
    writes.put(
        "bulkWrite of a replacement",
        (id, content) ->
            messages.bulkWrite(
                List.of(
                    new ReplaceOneModel<>(eq("_id", "none"), new Document("content", content)))));
    writes.put(
        "bulkWrite of an update",
        (id, content) ->
            messages.bulkWrite(
                List.of(
                    new UpdateOneModel<>(eq("_id", "none"), Updates.set("content", content)))));
    writes.put(
        "runCommand",
        (id, content) ->
            database.runCommand(
                new Document("insert", "messages")
                    .append("documents", List.of(message(id, content)))));
    writes.put(
        "GridFS",
        (id, content) ->
            GridFSBuckets.create(database)
                .uploadFromStream(
                    id, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8))));
    return writes;
  }

  @Override
  public String note(String id) {
    return messages.find(eq("_id", id)).first().getString("note");
  }

  @Override
  public void draft(String id, String content) {
    drafts.insertOne(message(id, content));
    drafts.findOneAndUpdate(eq("_id", id), Updates.set("content", content));
    drafts.find(eq("_id", id)).first();
  }
}
