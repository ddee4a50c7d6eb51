package dev.flowguard.agent.taps.kafka;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Where a consumer since 3.5 is about to deserialise a record: the last argument. */
public final class PartitionTap implements Gate {
  /** From the record back to its partition; before that are deserialisers, since 3.7. */
  private static final int DISTANCE = 3;

  private final Guard guard;

  public PartitionTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object all, @Nullable Object b, @Nullable Object c)
      throws ReflectiveOperationException {
    if (all instanceof Object[] arguments) {
      int last = arguments.length - 1;
      TopicPartition partition = (TopicPartition) arguments[last - DISTANCE];
      FetchedRecords.take(guard.taps(), partition.topic(), arguments[last]);
    }
  }
}
