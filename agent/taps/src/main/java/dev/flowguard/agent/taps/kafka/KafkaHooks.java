package dev.flowguard.agent.taps.kafka;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.HookPoint;
import dev.flowguard.agent.weave.HookPoint.Kind;
import java.util.List;

/**
 * Where the client of Kafka is looked at: before a fetched record is deserialised, which is while
 * the application polls, and after a record that is sent was serialised.
 */
public final class KafkaHooks {
  private static final String TAPS = "dev.flowguard.agent.taps.kafka.";
  private static final String CLIENTS = "org/apache/kafka/clients/";
  private static final String CONSUMER = CLIENTS + "consumer/internals/";
  private static final String COMMON = "Lorg/apache/kafka/common/";
  private static final String PARTITION = COMMON + "TopicPartition;";
  private static final String RECORD = COMMON + "record/Record;";

  /** The same since 4.3. */
  private static final String INTERNAL_RECORD = COMMON + "record/internal/Record;";

  private static final String BEFORE_RECORD =
      "Ljava/util/Optional;" + COMMON + "record/TimestampType;";
  private static final String DESERIALIZERS = "L" + CONSUMER + "Deserializers;";
  private static final String PARSED = ")L" + CLIENTS + "consumer/ConsumerRecord;";

  private KafkaHooks() {}

  /** Consumers, share consumers and producers. */
  public static Client client() {
    return Client.library(
        "kafka",
        List.of("org/apache/kafka"),
        null,
        // Up to 3.4.
        HookPoint.beforeIfDeclared(
            CONSUMER + "Fetcher",
            "parseRecord",
            "(" + PARTITION + COMMON + "record/RecordBatch;" + RECORD + PARSED,
            TAPS + "FetchTap"),
        parsed(
            "CompletedFetch",
            "PartitionTap",
            "(" + PARTITION + BEFORE_RECORD + RECORD + PARSED,
            "(" + DESERIALIZERS + PARTITION + BEFORE_RECORD + RECORD + PARSED,
            "(" + DESERIALIZERS + PARTITION + BEFORE_RECORD + INTERNAL_RECORD + PARSED),
        parsed("ShareCompletedFetch", "ShareTap", shared(RECORD), shared(INTERNAL_RECORD)),
        HookPoint.before(
            CLIENTS + "producer/KafkaProducer",
            "partition",
            "(L" + CLIENTS + "producer/ProducerRecord;[B[B" + COMMON + "Cluster;)I",
            TAPS + "SendTap"));
  }

  private static HookPoint parsed(String type, String tap, String... descriptors) {
    return new HookPoint(
        CONSUMER + type,
        "parseRecord",
        List.of(descriptors),
        Kind.BEFORE_ALL,
        null,
        TAPS + tap,
        false);
  }

  private static String shared(String record) {
    return "("
        + DESERIALIZERS
        + COMMON
        + "TopicIdPartition;"
        + BEFORE_RECORD
        + record
        + "S"
        + PARSED;
  }
}
