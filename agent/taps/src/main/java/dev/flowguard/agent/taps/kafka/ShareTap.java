package dev.flowguard.agent.taps.kafka;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import org.apache.kafka.common.TopicIdPartition;
import org.jspecify.annotations.Nullable;

/** Where a consumer of a share group is about to deserialise a record. */
public final class ShareTap implements Gate {
  private static final int PARTITION = 1;
  private static final int RECORD = 4;

  private final Guard guard;

  public ShareTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object all, @Nullable Object b, @Nullable Object c)
      throws ReflectiveOperationException {
    if (all instanceof Object[] arguments) {
      TopicIdPartition partition = (TopicIdPartition) arguments[PARTITION];
      FetchedRecords.take(guard.taps(), partition.topicPartition().topic(), arguments[RECORD]);
    }
  }
}
