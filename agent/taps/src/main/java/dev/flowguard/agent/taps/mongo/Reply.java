package dev.flowguard.agent.taps.mongo;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The documents in the reply to a command. */
final class Reply {
  /** The end of the namespace of what does not come out of one collection. */
  private static final String NO_COLLECTION = "$cmd.aggregate";

  private final ByteBuffer bytes;
  private final Documents documents;

  /**
   * @param bytes the document that the reply is, little-endian
   */
  Reply(ByteBuffer bytes, Documents documents) {
    this.bytes = bytes;
    this.documents = documents;
  }

  /**
   * Takes all documents of collections that are declared.
   *
   * @param request the number of the command
   */
  void read(int request) {
    Elements reply = new Elements(bytes, bytes.position(), bytes.limit());
    while (reply.next()) {
      if (reply.isNamed("cursor") && reply.isDocument()) {
        cursor(reply.inner());
      } else if (reply.isNamed("value") && reply.isDocument()) {
        Awaited awaited = Awaited.take(request);
        if (awaited != null && awaited.field() == null) {
          documents.one(awaited.collection(), reply.inner());
        }
      } else if (reply.isNamed("values") && reply.isArray()) {
        values(Awaited.take(request), reply.value());
      }
    }
  }

  private void values(@Nullable Awaited awaited, Value values) {
    if (awaited != null && awaited.field() != null) {
      Update document = new Update(bytes);
      document.set(awaited.field(), values);
      documents.changed(awaited.collection(), document);
    }
  }

  /** Its documents are before its namespace. */
  private void cursor(Elements cursor) {
    String namespace = "";
    Elements batch = null;
    while (cursor.next()) {
      if (cursor.isNamed("ns")) {
        namespace = cursor.text();
      } else if (cursor.isArray()
          && (cursor.isNamed("firstBatch") || cursor.isNamed("nextBatch"))) {
        batch = cursor.inner();
      }
    }
    String collection = Documents.collection(namespace);
    boolean isOfMany = collection.equals(NO_COLLECTION);
    if (batch == null || !isOfMany && !documents.areWanted(collection)) {
      return;
    }
    while (batch.next()) {
      if (batch.isDocument()) {
        if (!isOfMany) {
          documents.one(collection, batch.inner());
        }
        event(isOfMany ? "" : collection, batch.inner());
      }
    }
  }

  /**
   * Takes the document that an event of a change stream is about.
   *
   * @param of the collection that is watched; empty for several
   */
  private void event(String of, Elements event) {
    // Its id is a document, and comes first.
    if (!event.next() || !event.isNamed("_id") || !event.isDocument()) {
      return;
    }
    String collection = of;
    Value document = null;
    Value key = null;
    Value update = null;
    while (event.next()) {
      if (!event.isDocument()) {
        continue;
      }
      if (event.isNamed("ns")) {
        collection = text(event.inner(), "coll");
      } else if (event.isNamed("fullDocument")) {
        document = event.value();
      } else if (event.isNamed("documentKey")) {
        key = event.value();
      } else if (event.isNamed("updateDescription")) {
        update = event.value();
      }
    }
    if (!documents.areWanted(collection)) {
      return;
    }
    if (document != null) {
      documents.one(collection, document.elements(bytes));
    }
    if (update != null) {
      changed(collection, key, update.elements(bytes));
    }
  }

  private void changed(String collection, @Nullable Value key, Elements description) {
    Update update = new Update(bytes);
    if (key != null) {
      update.matching(key.elements(bytes));
    }
    while (description.next()) {
      if (description.isNamed("updatedFields") && description.isDocument()) {
        update.set(description.inner());
      }
    }
    documents.changed(collection, update);
  }

  private static String text(Elements elements, String name) {
    while (elements.next()) {
      if (elements.isNamed(name)) {
        return elements.text();
      }
    }
    return "";
  }
}
