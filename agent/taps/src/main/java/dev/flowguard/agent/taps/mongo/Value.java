package dev.flowguard.agent.taps.mongo;

import java.nio.ByteBuffer;

/**
 * A value in BSON.
 *
 * @param type as in {@link Elements}
 * @param start where it is
 */
record Value(int type, int start, int end) {
  boolean isDocument() {
    return type == Elements.DOCUMENT;
  }

  boolean isArray() {
    return type == Elements.ARRAY;
  }

  /** Those of a document or an array. */
  Elements elements(ByteBuffer bytes) {
    return new Elements(bytes, start, end);
  }
}
