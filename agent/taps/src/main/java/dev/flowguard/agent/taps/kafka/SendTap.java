package dev.flowguard.agent.taps.kafka;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.Store;
import dev.flowguard.agent.spi.StoredValues;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Where a producer has serialised a record, and looks for its partition. */
public final class SendTap implements Gate {
  private final Guard guard;

  public SendTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self,
      @Nullable Object sent,
      @Nullable Object key,
      @Nullable Object serialized) {
    if (sent instanceof ProducerRecord<?, ?> record && serialized instanceof byte[] value) {
      StoredValues values = guard.taps().stored();
      String topic = record.topic();
      if (values.isWanted(Store.KAFKA, topic)) {
        RecordHead head = new RecordHead(record.headers().toArray());
        values.take(Store.KAFKA, topic, head, ByteBuffer.wrap(value));
      }
    }
  }
}
