package dev.flowguard.agent.taps.mongo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

/** Which documents of a command are taken, from the bytes of its message. */
class CommandTest {
  private static final int REQUEST = 77;

  private final Recorded recorded = new Recorded();

  /** A message with the body, and with a section for each list of documents. */
  private static byte[] message(String body, String... lists) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    ints(message, 0, REQUEST, 0, 2013, 0);
    message.write(0);
    message.writeBytes(bson(body));
    for (String list : lists) {
      int colon = list.indexOf(':');
      byte[] name = list.substring(0, colon).getBytes(StandardCharsets.US_ASCII);
      ByteArrayOutputStream documents = new ByteArrayOutputStream();
      BsonDocument.parse("{a:" + list.substring(colon + 1) + "}")
          .getArray("a")
          .forEach(each -> documents.writeBytes(Recorded.bson(each.asDocument())));
      message.write(1);
      ints(message, Integer.BYTES + name.length + 1 + documents.size());
      message.writeBytes(name);
      message.write(0);
      message.writeBytes(documents.toByteArray());
    }
    byte[] bytes = message.toByteArray();
    Recorded.little(bytes).putInt(0, bytes.length);
    return bytes;
  }

  private static void ints(ByteArrayOutputStream to, int... values) {
    ByteBuffer bytes = Recorded.little(new byte[values.length * Integer.BYTES]);
    for (int value : values) {
      bytes.putInt(value);
    }
    to.writeBytes(bytes.array());
  }

  private static byte[] bson(String json) {
    return Recorded.bson(BsonDocument.parse(json));
  }

  private Command command(byte[] message) {
    ByteBuffer bytes = Recorded.little(message);
    return new Command(bytes, recorded.documents(bytes));
  }

  private List<String> taken(byte[] message) {
    Command command = command(message);
    if (command.isWanted()) {
      command.read();
    }
    return recorded.taken;
  }

  private List<String> updated(String update) {
    return taken(message("{update: 'messages'}", "updates:[" + update + "]"));
  }

  @Test
  void takesDocumentsThatAreInserted() {
    assertEquals(
        List.of("messages {\"content\":\"one\"}", "messages {\"content\":\"two\"}"),
        taken(
            message(
                "{insert: 'messages', $db: 'app'}",
                "other:[{content: 'none'}]",
                "documents:[{content: 'one'}, {content: 'two'}]")));
  }

  @Test
  void takesDocumentsInTheBody() {
    assertEquals(
        List.of("messages {\"content\":\"one\"}"),
        taken(message("{insert: 'messages', documents: [{content: 'one'}]}")));
  }

  @Test
  void takesWhatIsSentToServersBeforeThatKindOfMessage() {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    ints(message, 0, REQUEST, 0, 2004, 0);
    message.writeBytes("app.$cmd\0".getBytes(StandardCharsets.US_ASCII));
    ints(message, 0, -1);
    message.writeBytes(bson("{insert: 'messages', documents: [{content: 'one'}]}"));

    assertEquals(List.of("messages {\"content\":\"one\"}"), taken(message.toByteArray()));
  }

  @Test
  void takesNothingOfOtherCollectionsAndCommands() {
    assertFalse(command(message("{insert: 'drafts'}")).isWanted());
    assertFalse(command(message("{find: 'messages'}")).isWanted());
    assertFalse(command(message("{getMore: 5, collection: 'messages'}")).isWanted());
    assertFalse(command(message("{}")).isWanted());
  }

  @Test
  void knowsACommandByItsBeginning() {
    byte[] message =
        message("{insert: 'messages', documents: [{content: '" + "x".repeat(2000) + "'}]}");
    byte[] beginning = new byte[512];
    System.arraycopy(message, 0, beginning, 0, beginning.length);

    assertTrue(command(beginning).isWanted());
  }

  @Test
  void takesAReplacementWithTheIdThatItIsFor() {
    assertEquals(
        List.of("messages {\"_id\":5,\"content\":\"one\",\"a.b\":2}"),
        updated("{q: {_id: 5}, u: {content: 'one', 'a.b': 2}}"));
  }

  @Test
  void takesWhatOperatorsSetWithWhatTheFilterSays() {
    assertEquals(
        List.of("messages {\"_id\":5,\"user\":{\"id\":\"ann\"},\"content\":\"one\",\"n\":1}"),
        updated(
            "{q: {_id: 5, 'user.id': 'ann', $or: [{a: 1}], at: {$lt: 7}, content: 'old'},"
                + " u: {$set: {content: 'one'}, $setOnInsert: {n: 1}, $unset: {note: 1},"
                + " $inc: {count: 2}}}"));
  }

  @Test
  void takesWhatIsSetInsideOfDocumentsAndArrays() {
    assertEquals(
        List.of(
            "messages {\"parts\":{\"0\":{\"text\":\"one\"},\"1\":{\"text\":\"two\"}},"
                + "\"more\":{\"0\":\"three\"}}"),
        updated(
            "{q: {}, u: {$set: {'parts.$.text': 'one', 'parts.$[each].text': 'two',"
                + " 'more.$[]': 'three'}}}"));
  }

  @Test
  void takesWhatIsAppended() {
    assertEquals(
        List.of("messages {\"parts\":[{\"text\":\"one\"}],\"tags\":\"two\"}"),
        updated(
            "{q: {}, u: {$push: {parts: {$each: [{text: 'one'}], $slice: 5}},"
                + " $addToSet: {tags: 'two'}}}"));
  }

  @Test
  void takesWhatAPipelineSets() {
    assertEquals(
        List.of("messages {\"content\":\"one\"}"),
        updated("{q: {}, u: [{$set: {content: 'one'}}, {$unset: 'note'}]}"));
  }

  @Test
  void takesEachUpdateOfABatch() {
    assertEquals(
        List.of("messages {\"content\":\"one\"}", "messages {\"content\":\"two\"}"),
        updated("{q: {}, u: {$set: {content: 'one'}}}, {q: {}, u: {$set: {content: 'two'}}}"));
  }

  @Test
  void awaitsTheDocumentThatAnUpdateFinds() {
    assertEquals(
        List.of("messages {\"_id\":5,\"content\":\"one\"}"),
        taken(
            message(
                "{findAndModify: 'messages', query: {_id: 5}, update: {$set: {content:"
                    + " 'one'}}}")));

    assertEquals(new Awaited(REQUEST, "messages", null), Awaited.take(REQUEST));
  }

  @Test
  void awaitsTheValuesOfAField() {
    assertEquals(List.of(), taken(message("{distinct: 'messages', key: 'parts.text'}")));

    assertEquals(new Awaited(REQUEST, "messages", "parts.text"), Awaited.take(REQUEST));
  }

  @Test
  void awaitsNothingOfOtherCollections() {
    taken(message("{findAndModify: 'drafts', query: {_id: 5}, remove: true}"));

    assertNull(Awaited.take(REQUEST));
  }

  @Test
  void takesWhatIsWrittenToSeveralCollectionsAtOnce() {
    assertEquals(
        List.of("messages {\"content\":\"one\"}", "messages {\"_id\":5,\"content\":\"two\"}"),
        taken(
            message(
                "{bulkWrite: 1, $db: 'admin'}",
                "ops:[{insert: 1, document: {content: 'one'}},"
                    + " {insert: 0, document: {content: 'none'}},"
                    + " {update: 1, filter: {_id: 5}, updateMods: {$set: {content: 'two'}}},"
                    + " {delete: 1, filter: {_id: 6}}, {insert: 9, document: {content: 'none'}}]",
                "nsInfo:[{ns: 'app.drafts'}, {ns: 'app.messages'}]")));
  }

  @Test
  void isQuietAboutWhatIsCutOrLies() {
    byte[] whole =
        message(
            "{update: 'messages', ordered: true}",
            "updates:[{q: {_id: 5}, u: {$set: {'a.b': 'one'}, $push: {c: {$each: [1]}}}}]");
    for (int at = 0; at < whole.length; at++) {
      byte[] cut = new byte[at];
      System.arraycopy(whole, 0, cut, 0, at);
      command(cut).read();
      taken(cut);
      for (int lie : new int[] {Integer.MIN_VALUE, -1, 0, 5, 1000, Integer.MAX_VALUE}) {
        byte[] changed = whole.clone();
        if (at <= whole.length - Integer.BYTES) {
          Recorded.little(changed).putInt(at, lie);
        }
        taken(changed);
      }
    }
    assertEquals(List.of(), recorded.failures);
  }
}
