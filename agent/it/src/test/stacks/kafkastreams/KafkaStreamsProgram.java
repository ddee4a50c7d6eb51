package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;

/**
 * An application with a topology of Kafka Streams.
 *
 * <p>Arguments: address of the broker, file with its texts, URL of the processor, a name that no
 * group has.
 */
public final class KafkaStreamsProgram {
  private static final int SECONDS = 60;

  private KafkaStreamsProgram() {}

  public static void main(String[] args) throws Exception {
    BrokerTexts texts = BrokerTexts.read(Path.of(args[1]), new Leak(args[2]));
    Properties options = new Properties();
    options.put("bootstrap.servers", args[0]);
    options.put("application.id", args[3]);
    options.put("auto.offset.reset", "earliest");
    options.put("state.dir", Path.of("state").toAbsolutePath().toString());
    CompletableFuture<String> streamed = new CompletableFuture<>();
    StreamsBuilder builder = new StreamsBuilder();
    builder
        .stream("chat-streamed", Consumed.with(Serdes.String(), Serdes.String()))
        .foreach((key, text) -> streamed.complete(texts.sendText(text)));
    KafkaStreams streams = new KafkaStreams(builder.build(), options);
    streams.start();
    System.out.println("streamed: " + streamed.get(SECONDS, TimeUnit.SECONDS));
    System.out.println(OutcomeProgram.DONE);
    System.exit(0);
  }
}
