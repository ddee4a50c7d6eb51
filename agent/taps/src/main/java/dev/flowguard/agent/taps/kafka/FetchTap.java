package dev.flowguard.agent.taps.kafka;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Where a consumer up to 3.4 is about to deserialise a record. */
public final class FetchTap implements Gate {
  private final Guard guard;

  public FetchTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self,
      @Nullable Object partition,
      @Nullable Object batch,
      @Nullable Object record)
      throws ReflectiveOperationException {
    if (partition instanceof TopicPartition of && record != null) {
      FetchedRecords.take(guard.taps(), of.topic(), record);
    }
  }
}
