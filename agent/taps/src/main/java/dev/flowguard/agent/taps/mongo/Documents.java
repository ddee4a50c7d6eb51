package dev.flowguard.agent.taps.mongo;

import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Store;
import dev.flowguard.agent.spi.StoredValues;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Hands over the documents of one message. */
final class Documents {
  private static final String LIBRARY = "mongodb-driver";

  private final Guard guard;
  private final StoredValues stored;
  private final Json json;

  /**
   * @param bytes what the documents are in, little-endian
   */
  Documents(Guard guard, ByteBuffer bytes) {
    this.guard = guard;
    this.stored = guard.taps().stored();
    this.json = new Json(bytes);
  }

  /** The collection that a namespace names, {@code database.collection}. */
  static String collection(String namespace) {
    return namespace.substring(namespace.indexOf('.') + 1);
  }

  boolean areWanted(String collection) {
    return !collection.isEmpty() && stored.isWanted(Store.MONGO, collection);
  }

  /** Takes each document of an array. */
  void all(String collection, Elements array) {
    while (array.next()) {
      if (array.isDocument()) {
        one(collection, array.inner());
      }
    }
  }

  /** Takes one document. */
  void one(String collection, Elements document) {
    take(collection, document, null);
  }

  /** Takes what an update makes of a document. */
  void changed(String collection, Update update) {
    take(collection, null, update);
  }

  private void take(String collection, @Nullable Elements document, @Nullable Update update) {
    json.clear();
    try {
      if (document != null) {
        json.object(document, 0);
      } else if (update != null) {
        update.write(json);
      }
    } catch (IllegalStateException e) {
      guard.taps().failed(LIBRARY, e);
      return;
    }
    stored.take(Store.MONGO, collection, NoHead.INSTANCE, json.written());
  }
}
