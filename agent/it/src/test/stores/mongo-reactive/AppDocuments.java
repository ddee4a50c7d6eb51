package dev.flowguard.agent.contract;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** The ways of the reactive driver. */
public final class AppDocuments implements DocumentStore {
  private MongoCollection<Document> messages;
  private MongoCollection<Document> drafts;

  /** All that a publisher publishes. */
  private static final class All<T> implements Subscriber<T> {
    private final List<T> items = new ArrayList<>();
    private final CompletableFuture<List<T>> all = new CompletableFuture<>();

    static <T> List<T> of(Publisher<T> publisher) throws Exception {
      All<T> subscriber = new All<>();
      publisher.subscribe(subscriber);
      return subscriber.all.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(T item) {
      items.add(item);
    }

    @Override
    public void onError(Throwable error) {
      all.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      all.complete(items);
    }
  }

  @Override
  public void start(String url) {
    MongoDatabase database = MongoClients.create(url).getDatabase("app");
    messages = database.getCollection("messages");
    drafts = database.getCollection("drafts");
  }

  @Override
  public void hide(String id, String content, String note) throws Exception {
    All.of(drafts.insertOne(message(id, content).append("note", note)));
    Document into = new Document("into", "messages");
    All.of(
        drafts
            .aggregate(List.of(Aggregates.match(eq("_id", id)), new Document("$merge", into)))
            .toCollection());
  }

  private static Document message(String id, String content) {
    return new Document("_id", id).append("user_id", "ann").append("content", content);
  }

  private static String content(Publisher<Document> publisher) throws Exception {
    List<Document> all = All.of(publisher);
    return all.get(all.size() - 1).getString("content");
  }

  @Override
  public Map<String, Stack.Read> reads() {
    Map<String, Stack.Read> reads = new LinkedHashMap<>();
    reads.put("first", id -> content(messages.find(eq("_id", id)).first()));
    reads.put("find", id -> content(messages.find(eq("_id", id))));
    reads.put("a later batch", this::laterBatch);
    reads.put(
        "aggregate", id -> content(messages.aggregate(List.of(Aggregates.match(eq("_id", id))))));
    reads.put(
        "distinct",
        id -> All.of(messages.distinct("content", eq("_id", id), String.class)).get(0));
    reads.put(
        "findOneAndUpdate",
        id -> content(messages.findOneAndUpdate(eq("_id", id), Updates.set("seen", 1))));
    reads.put(
        "RawBsonDocument",
        id ->
            All.of(messages.withDocumentClass(RawBsonDocument.class).find(eq("_id", id)))
                .get(0)
                .getString("content")
                .getValue());
    return reads;
  }

  private String laterBatch(String id) throws Exception {
    for (int i = 0; i < 7; i++) {
      hide(id + "." + i, "", "");
    }
    return content(
        messages
            .find(Document.parse("{_id: /^" + id + "/}"))
            .sort(Sorts.descending("_id"))
            .batchSize(2));
  }

  @Override
  public Map<String, Stack.Write> writes() {
    Map<String, Stack.Write> writes = new LinkedHashMap<>();
    writes.put("insertOne", (id, content) -> All.of(messages.insertOne(message(id, content))));
    writes.put(
        "replaceOne",
        (id, content) ->
            All.of(messages.replaceOne(eq("_id", "unread"), new Document("content", content))));
    writes.put(
        "updateOne",
        (id, content) ->
            All.of(messages.updateOne(eq("_id", "unread"), Updates.set("content", content))));
    writes.put(
        "bulkWrite",
        (id, content) ->
            All.of(messages.bulkWrite(List.of(new InsertOneModel<>(message(id, content))))));
    return writes;
  }

  @Override
  public String note(String id) throws Exception {
    return All.of(messages.find(eq("_id", id))).get(0).getString("note");
  }

  @Override
  public void draft(String id, String content) throws Exception {
    All.of(drafts.insertOne(message(id, content)));
    All.of(drafts.find(eq("_id", id)));
  }
}
