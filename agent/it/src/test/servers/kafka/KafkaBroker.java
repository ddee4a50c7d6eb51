package dev.flowguard.agent.contract;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;

/**
 * A broker of Kafka with records that nobody else has seen: prints a line for each text in them,
 * and for some to produce, {@code name: text}, and serves until its standard input ends.
 *
 * <p>Arguments: two free ports.
 */
public final class KafkaBroker {
  private static final String CLUSTER = "MkU3OEVBNTcwNTJENDM2Qg";

  /** Above what the guard reads of a value. */
  private static final int LARGE = 17 << 20;

  private static final int MIXED = 60;

  private final String address;
  private final PrintStream out = System.out;
  private final Leak leak = new Leak("");

  private KafkaBroker(String address) {
    this.address = address;
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of("broker").toAbsolutePath();
    String address = "127.0.0.1:" + args[0];
    String controller = "127.0.0.1:" + args[1];
    start(folder, address, controller);
    new KafkaBroker(address).fill();
    System.out.println(OutcomeProgram.DONE);
    while (System.in.read() >= 0) {
      // until the test has seen enough
    }
    Runtime.getRuntime().halt(0); // nobody needs what it has stored
  }

  private static void start(Path folder, String address, String controller) throws Exception {
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "process.roles", "broker,controller",
            "node.id", "1",
            "listeners", "PLAINTEXT://" + address + ",CONTROLLER://" + controller,
            "controller.listener.names", "CONTROLLER",
            "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "controller.quorum.bootstrap.servers", controller,
            "log.dirs", folder.toString(),
            "group.initial.rebalance.delay.ms", "0",
            "message.max.bytes", Integer.toString(2 * LARGE)));
    for (String topic : List.of("offsets.topic", "transaction.state.log")) {
      properties.put(topic + ".replication.factor", "1");
      properties.put(topic + ".num.partitions", "1");
    }
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.num.partitions", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    Path file = Path.of("server.properties");
    try (var to = Files.newBufferedWriter(file)) {
      properties.store(to, null);
    }
    String[] format = {"format", "-t", CLUSTER, "-c", file.toString(), "--standalone"};
    if (StorageTool.execute(format, System.err) != 0) {
      throw new IllegalStateException("the folder of the broker cannot be formatted");
    }
    new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM).startup();
  }

  private void fill() throws Exception {
    for (String name : List.of("field", "other field", "undeclared", "aborted", "text")) {
      text("produced " + name);
    }
    text("produced");
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      for (String name :
          List.of("unread", "string", "bytes", "buffer", "within", "failed", "shared", "grouped", "listened", "streamed")) {
        send(producer, "chat-" + name, text(name));
      }
      for (String name : List.of("first", "second")) {
        send(producer, "chat-few", text(name));
      }
      send(producer, "owned", text("owned"));
      send(producer, "audit", text("undeclared"));
      String json = "{\"user\":\"u1\",\"text\":\"%s\",\"note\":\"%s\"}";
      send(producer, "messages", json.formatted(text("field"), text("other field")));
      send(producer, "chat-large", text("large") + " x".repeat(LARGE / 2));
      mix(producer);
    }
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("compression.type", "gzip"))) {
      send(producer, "chat-gzip", text("gzip"));
    }
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "t"))) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, "chat-transaction", text("aborted"));
      producer.abortTransaction();
      producer.beginTransaction();
      send(producer, "chat-transaction", text("committed"));
      producer.commitTransaction();
    }
  }

  /** Records of each form, as they are to be seen. */
  private void mix(KafkaProducer<byte[], byte[]> producer) throws Exception {
    RecordDigest all = new RecordDigest();
    for (int i = 0; i < MIXED; i++) {
      byte[] value = i % 3 == 0 ? null : i % 3 == 1 ? new byte[0] : bytes(leak.text(200));
      byte[] key = i % 5 == 0 ? null : bytes("key " + i);
      long time = System.currentTimeMillis() + i;
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>("chat-mixed", 0, time, key, value);
      record.headers().add("X-User", bytes("user " + i)).add("x-user", bytes("last"));
      record.headers().add("none", null);
      producer.send(record).get();
      all.add(i).add(time).add(key).add(value);
      for (Header header : record.headers()) {
        all.add(header.key()).add(header.value());
      }
    }
    out.println("mixed records: " + MIXED);
    out.println("mixed: " + all);
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, String> options) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", address);
    properties.put("max.request.size", Integer.toString(2 * LARGE));
    properties.putAll(options);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private String text(String name) {
    String text = leak.text(100);
    out.println(name + ": " + text);
    return text;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, String topic, String value)
      throws Exception {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, bytes(value));
    record.headers().add("x-user", bytes("someone else")).add("X-User", bytes("u1"));
    producer.send(record).get();
  }
}
