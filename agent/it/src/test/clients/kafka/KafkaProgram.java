package dev.flowguard.agent.contract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * An application that consumes what a {@link KafkaBroker} has, and produces, has another thread
 * send it to a processor, and prints what became of it, a line for each case.
 *
 * <p>Arguments: address of the broker, file with its texts, URL of the processor.
 */
public final class KafkaProgram {
  private static final String DIFFERENT = "different";
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int POLLS = 150;

  private final String address;
  private final BrokerTexts texts;

  private KafkaProgram(String address, BrokerTexts texts) {
    this.address = address;
    this.texts = texts;
  }

  public static void main(String[] args) throws Exception {
    BrokerTexts texts = BrokerTexts.read(Path.of(args[1]), new Leak(args[2]));
    KafkaProgram program = new KafkaProgram(args[0], texts);
    program.consume();
    program.produce();
    System.out.println(OutcomeProgram.DONE);
    while (System.in.read() >= 0) {
      // until the test has seen enough
    }
    System.exit(0);
  }

  private static void print(String name, String outcome) {
    System.out.println(name + ": " + outcome);
  }

  private void consume() throws Exception {
    print("unread", texts.send("unread"));
    consume("string", new StringDeserializer(), text -> text);
    consume("bytes", new ByteArrayDeserializer(), KafkaProgram::text);
    consume("buffer", new ByteBufferDeserializer(), KafkaProgram::text);
    consume("gzip", new StringDeserializer(), text -> text);
    consume("large", new StringDeserializer(), text -> text.substring(0, text.indexOf(" x ")));
    within();
    failed();
    few();
    transaction();
    fields();
    owned();
    undeclared();
    print("mixed", mixed().equals(texts.of("mixed")) ? "same" : DIFFERENT);
  }

  private <V> void consume(String name, Deserializer<V> deserializer, Function<V, String> text)
      throws Exception {
    try (Reader<V> reader = reader("chat-" + name, deserializer)) {
      String read = text.apply(reader.next().value());
      print(name, texts.of(name).equals(read) ? texts.send(name) : DIFFERENT);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  /** What is sent by the deserialiser already. */
  private void within() throws Exception {
    try (Reader<String> reader =
        reader("chat-within", new Parser<>(bytes -> texts.sendText(text(bytes))))) {
      print("within", reader.next().value());
    }
  }

  /** A value that cannot be deserialised. */
  private void failed() throws Exception {
    Parser<String> parser =
        new Parser<>(
            bytes -> {
              throw new SerializationException("not in this form");
            });
    try (Reader<String> reader = reader("chat-failed", parser)) {
      reader.next();
      print("failed", DIFFERENT);
    } catch (SerializationException e) {
      print("failed", texts.send("failed"));
    }
  }

  /** Records that come together, and are handed out one by one. */
  private void few() throws Exception {
    try (Reader<String> reader =
        reader("chat-few", new StringDeserializer(), "max.poll.records", "1")) {
      reader.next();
      print("first", texts.send("first"));
      print("fetched", texts.send("second"));
      reader.next();
      print("second", texts.send("second"));
    }
  }

  private void transaction() throws Exception {
    try (Reader<String> reader =
        reader("chat-transaction", new StringDeserializer(), "isolation.level", "read_committed")) {
      String read = reader.next().value();
      print("aborted", texts.send("aborted"));
      print("committed", texts.of("committed").equals(read) ? texts.send("committed") : DIFFERENT);
    }
  }

  private record Message(String text, String note) {
    static Message parse(byte[] json) {
      String all = new String(json, StandardCharsets.UTF_8);
      return new Message(member(all, "text"), member(all, "note"));
    }

    private static String member(String json, String name) {
      int start = json.indexOf('"' + name + "\":\"") + name.length() + 4;
      return json.substring(start, json.indexOf('"', start));
    }
  }

  private void fields() throws Exception {
    try (Reader<Message> reader = reader("messages", new Parser<>(Message::parse))) {
      Message message = reader.next().value();
      print("field", texts.sendText(message.text()));
      print("other field", texts.sendText(message.note()));
    }
  }

  /** What is forgotten again, by its owner. */
  private void owned() throws Exception {
    try (Reader<String> reader = reader("owned", new StringDeserializer())) {
      reader.next();
      print("owned", texts.send("owned"));
      BrokerTexts.forgetOwner("someone else");
      print("owned by the last header", texts.send("owned"));
      BrokerTexts.forgetOwner("u1");
      print("forgotten", texts.send("owned"));
    }
  }

  private void undeclared() throws Exception {
    try (Reader<String> reader = reader("audit", new StringDeserializer())) {
      reader.next();
      print("undeclared", texts.send("undeclared"));
    }
  }

  /** All that there is of records of each form. */
  private String mixed() {
    RecordDigest all = new RecordDigest();
    try (Reader<byte[]> reader = reader("chat-mixed", new ByteArrayDeserializer())) {
      for (int i = 0; i < Integer.parseInt(texts.of("mixed records")); i++) {
        ConsumerRecord<byte[], byte[]> record = reader.next();
        all.add(record.offset()).add(record.timestamp()).add(record.key()).add(record.value());
        for (Header header : record.headers()) {
          all.add(header.key()).add(header.value());
        }
      }
    }
    return all.toString();
  }

  private void produce() throws Exception {
    try (KafkaProducer<String, String> producer = producer()) {
      Future<RecordMetadata> sent =
          producer.send(new ProducerRecord<>("chat-produced", texts.of("produced")));
      print("produced", texts.send("produced"));
      sent.get();

      String json = "{\"text\":\"%s\",\"note\":\"%s\"}";
      String message = json.formatted(texts.of("produced field"), texts.of("produced other field"));
      producer.send(new ProducerRecord<>("messages", message)).get();
      print("produced field", texts.send("produced field"));
      print("produced other field", texts.send("produced other field"));

      producer.send(new ProducerRecord<>("audit", texts.of("produced undeclared"))).get();
      print("produced undeclared", texts.send("produced undeclared"));

      print("written null", written(producer, null));
      print("written empty", written(producer, ""));
      print("written text", written(producer, texts.of("produced text")));
    }
    String aborted = texts.of("produced aborted");
    try (KafkaProducer<String, String> producer = producer("transactional.id", "application")) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("chat-produced", aborted)).get();
      producer.abortTransaction();
      print("produced aborted", texts.send("produced aborted"));
    }
  }

  /** Whether the broker has what was sent. */
  private String written(KafkaProducer<String, String> producer, String value) throws Exception {
    ProducerRecord<String, String> record = new ProducerRecord<>("chat-written", "key", value);
    record.headers().add("X-User", new byte[] {1}).add("none", null);
    long offset = producer.send(record).get().offset();
    try (Reader<byte[]> reader = reader("chat-written", new ByteArrayDeserializer())) {
      reader.seek(offset);
      ConsumerRecord<byte[], byte[]> read = reader.next();
      RecordDigest expected =
          new RecordDigest()
              .add("key".getBytes(StandardCharsets.UTF_8))
              .add(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
      RecordDigest actual = new RecordDigest().add(read.key()).add(read.value());
      boolean isSame = expected.toString().equals(actual.toString());
      return isSame && read.headers().equals(record.headers()) ? "same" : DIFFERENT;
    }
  }

  private KafkaProducer<String, String> producer(String... options) {
    return new KafkaProducer<>(properties(options), new StringSerializer(), new StringSerializer());
  }

  private Properties properties(String... options) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", address);
    for (int i = 0; i < options.length; i += 2) {
      properties.put(options[i], options[i + 1]);
    }
    return properties;
  }

  private <V> Reader<V> reader(String topic, Deserializer<V> deserializer, String... options) {
    Properties properties = properties(options);
    properties.put("enable.auto.commit", "false");
    return new Reader<>(
        topic, new KafkaConsumer<>(properties, new ByteArrayDeserializer(), deserializer));
  }

  /** A deserialiser of the application. */
  private static final class Parser<V> implements Deserializer<V> {
    private final Function<byte[], V> parse;

    Parser(Function<byte[], V> parse) {
      this.parse = parse;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {}

    @Override
    public V deserialize(String topic, byte[] data) {
      return parse.apply(data);
    }

    @Override
    public void close() {}
  }

  /** Reads a topic from its beginning. */
  private static final class Reader<V> implements AutoCloseable {
    private final TopicPartition partition;
    private final KafkaConsumer<byte[], V> consumer;
    private final List<ConsumerRecord<byte[], V>> polled = new ArrayList<>();

    Reader(String topic, KafkaConsumer<byte[], V> consumer) {
      this.partition = new TopicPartition(topic, 0);
      this.consumer = consumer;
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
    }

    void seek(long offset) {
      consumer.seek(partition, offset);
    }

    ConsumerRecord<byte[], V> next() {
      for (int i = 0; i < POLLS && polled.isEmpty(); i++) {
        ConsumerRecords<byte[], V> records = consumer.poll(POLL);
        polled.addAll(records.records(partition));
      }
      return polled.remove(0);
    }

    @Override
    public void close() {
      consumer.close();
    }
  }
}
