package dev.flowguard.agent.taps.mongo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;

/** Which documents of a reply are taken. */
class ReplyTest {
  private final Recorded recorded = new Recorded();

  private List<String> taken(String reply) {
    read(Recorded.bson(BsonDocument.parse(reply)), 0);
    return recorded.taken;
  }

  private void read(byte[] bson, int request) {
    ByteBuffer bytes = Recorded.little(bson);
    new Reply(bytes, recorded.documents(bytes)).read(request);
  }

  @Test
  void takesTheFirstBatchOfACursorWhoseNamespaceComesLater() {
    assertEquals(
        List.of("messages {\"content\":\"one\"}", "messages {\"content\":\"two\"}"),
        taken(
            "{cursor: {firstBatch: [{content: 'one'}, {content: 'two'}], id: 0, ns:"
                + " 'app.messages'}, ok: 1}"));
  }

  @Test
  void takesTheNextBatch() {
    assertEquals(
        List.of("messages {\"content\":\"one\"}"),
        taken("{cursor: {nextBatch: [{content: 'one'}], id: 7, ns: 'app.messages'}}"));
  }

  @Test
  void takesNothingOfOtherCollections() {
    assertEquals(
        List.of(), taken("{cursor: {firstBatch: [{content: 'one'}], ns: 'messages.drafts'}}"));
  }

  @Test
  void takesCollectionsWithADotInTheirName() {
    assertEquals(
        List.of("fs.chunks {\"n\":1}"),
        taken("{cursor: {firstBatch: [{n: 1}], ns: 'app.fs.chunks'}}"));
  }

  @Test
  void takesADocumentOnlyIfItsCommandAwaitsIt() {
    byte[] reply = Recorded.bson(BsonDocument.parse("{value: {content: 'one'}, ok: 1}"));
    new Awaited(12, "messages", null).await();

    read(reply, 11);
    read(reply, 12 + (1 << 12));
    assertEquals(List.of(), recorded.taken);

    read(reply, 12);
    read(reply, 12);
    assertEquals(List.of("messages {\"content\":\"one\"}"), recorded.taken);
  }

  @Test
  void takesDistinctValuesAsThoseOfTheirField() {
    new Awaited(13, "messages", "parts.text").await();
    read(Recorded.bson(BsonDocument.parse("{values: ['one', 'two'], ok: 1}")), 13);

    assertEquals(List.of("messages {\"parts\":{\"text\":[\"one\",\"two\"]}}"), recorded.taken);
  }

  @Test
  void takesTheDocumentThatAnEventIsAbout() {
    assertEquals(
        List.of(
            "messages {\"_id\":3,\"content\":\"one\"}",
            "messages {\"_id\":4,\"parts\":{\"0\":{\"text\":\"two\"}}}"),
        taken(
            "{cursor: {nextBatch: ["
                + "{_id: {_data: 'a'}, operationType: 'insert', ns: {db: 'app', coll: 'messages'},"
                + " documentKey: {_id: 3}, fullDocument: {_id: 3, content: 'one'}},"
                + "{_id: {_data: 'b'}, operationType: 'update', ns: {db: 'app', coll: 'messages'},"
                + " documentKey: {_id: 4}, updateDescription: {updatedFields: {'parts.0.text':"
                + " 'two'}, removedFields: []}},"
                + "{_id: {_data: 'c'}, operationType: 'insert', ns: {db: 'app', coll: 'drafts'},"
                + " fullDocument: {_id: 5, content: 'three'}}"
                + "], ns: 'app.$cmd.aggregate'}}"));
  }

  @Test
  void isQuietAboutWhatIsCutOrLies() {
    BsonDocument cursor =
        new BsonDocument("firstBatch", new BsonArray(List.of(new BsonDocument("a", text("b")))))
            .append("ns", text("app.messages"));
    byte[] whole = Recorded.bson(new BsonDocument("cursor", cursor).append("ok", new BsonInt32(1)));
    for (int at = 0; at < whole.length; at++) {
      byte[] cut = new byte[at];
      System.arraycopy(whole, 0, cut, 0, at);
      read(cut, 0);
      for (int lie : new int[] {-1, 0, 5, 1000, Integer.MAX_VALUE}) {
        byte[] changed = whole.clone();
        if (at <= whole.length - Integer.BYTES) {
          Recorded.little(changed).putInt(at, lie);
        }
        read(changed, 0);
      }
    }
    assertEquals(List.of(), recorded.failures);
  }

  private static BsonString text(String text) {
    return new BsonString(text);
  }
}
