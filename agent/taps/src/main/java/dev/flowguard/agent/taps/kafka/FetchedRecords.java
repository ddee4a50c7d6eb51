package dev.flowguard.agent.taps.kafka;

import dev.flowguard.agent.spi.Store;
import dev.flowguard.agent.spi.StoredValues;
import dev.flowguard.agent.spi.Taps;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;

/** The records of fetched batches, by reflection: their type has another name since 4.3. */
final class FetchedRecords {
  private static final Method VALUE;
  private static final Method HEADERS;

  static {
    try {
      Class<?> type = type();
      VALUE = type.getMethod("value");
      HEADERS = type.getMethod("headers");
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("records of Kafka have other members", e);
    }
  }

  private FetchedRecords() {}

  private static Class<?> type() throws ClassNotFoundException {
    try {
      return Class.forName("org.apache.kafka.common.record.Record");
    } catch (ClassNotFoundException e) {
      return Class.forName("org.apache.kafka.common.record.internal.Record");
    }
  }

  /** Takes the value of a record, if its topic is declared; the record stays as it is. */
  static void take(Taps taps, String topic, Object record) throws ReflectiveOperationException {
    StoredValues values = taps.stored();
    if (!values.isWanted(Store.KAFKA, topic)) {
      return;
    }
    ByteBuffer value = (ByteBuffer) VALUE.invoke(record);
    if (value != null) {
      RecordHead head = new RecordHead((Header[]) HEADERS.invoke(record));
      values.take(Store.KAFKA, topic, head, value);
    }
  }
}
