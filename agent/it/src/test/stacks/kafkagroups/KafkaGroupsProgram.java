package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * An application that consumes what a {@link KafkaBroker} has in the ways that came with Kafka 4,
 * has another thread send it to a processor, and prints what became of it, a line for each case.
 *
 * <p>Arguments: address of the broker, file with its texts, URL of the processor, a name that no
 * group has.
 */
public final class KafkaGroupsProgram {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int POLLS = 60;

  private KafkaGroupsProgram() {}

  public static void main(String[] args) throws Exception {
    String address = args[0];
    BrokerTexts texts = BrokerTexts.read(Path.of(args[1]), new Leak(args[2]));
    String group = args[3];
    System.out.println("shared: " + sent(texts, "shared", shared(address, group)));
    System.out.println("grouped: " + sent(texts, "grouped", grouped(address, group + "-2")));
    System.out.println(OutcomeProgram.DONE);
    System.exit(0);
  }

  private static String sent(BrokerTexts texts, String name, String read) {
    return texts.of(name).equals(read) ? texts.send(name) : "different: " + read;
  }

  private static String shared(String address, String group) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      ConfigEntry earliest = new ConfigEntry("share.auto.offset.reset", "earliest");
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.GROUP, group),
                  List.of(new AlterConfigOp(earliest, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
    try (KafkaShareConsumer<String, String> consumer =
        new KafkaShareConsumer<>(
            Map.of("bootstrap.servers", address, "group.id", group),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of("chat-shared"));
      for (int i = 0; i < POLLS; i++) {
        ConsumerRecords<String, String> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
          return records.iterator().next().value();
        }
      }
      return "nothing";
    }
  }

  /** With the consumer that polls on a thread of its own. */
  private static String grouped(String address, String group) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                address,
                "group.id",
                group,
                "group.protocol",
                "consumer",
                "auto.offset.reset",
                "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of("chat-grouped"));
      for (int i = 0; i < POLLS; i++) {
        ConsumerRecords<String, String> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
          return records.iterator().next().value();
        }
      }
      return "nothing";
    }
  }
}
