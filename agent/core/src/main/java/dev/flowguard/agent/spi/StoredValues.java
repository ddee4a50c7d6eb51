package dev.flowguard.agent.spi;

import java.nio.ByteBuffer;

/**
 * What the taps of drivers of stores and brokers ask: whether a value is captured, and where it
 * goes. Thread-safe; never throws.
 */
public interface StoredValues {
  /** Wants nothing. */
  StoredValues NONE =
      new StoredValues() {
        @Override
        public boolean areWanted(Store store) {
          return false;
        }

        @Override
        public boolean isWanted(Store store, String name) {
          return false;
        }

        @Override
        public void take(Store store, String name, MessageHead head, ByteBuffer value) {}
      };

  /** True if some source captures values of this store. Allocates nothing. */
  boolean areWanted(Store store);

  /**
   * True if some source captures values with this name. To be asked once for each value; mostly
   * allocates nothing where the answer is no.
   *
   * @param name of the collection, the topic or the key
   */
  boolean isWanted(Store store, String name);

  /**
   * Takes a value that the application gets or writes. It is matched by every judgement that starts
   * after this has returned. Nothing that is handed over is kept or changed.
   *
   * @param name of the collection, the topic or the key
   * @param head of the value, where the store has headers
   * @param value JSON, a text in UTF-8 or a file, between position and limit, which do not move. Of
   *     MongoDB, the document as JSON
   */
  void take(Store store, String name, MessageHead head, ByteBuffer value);
}
