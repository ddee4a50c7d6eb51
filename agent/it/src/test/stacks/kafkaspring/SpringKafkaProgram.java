package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListener;

/**
 * An application with a listener and a template of Spring Kafka.
 *
 * <p>Arguments: address of the broker, file with its texts, URL of the processor, a name that no
 * group has.
 */
public final class SpringKafkaProgram {
  private static final int SECONDS = 60;

  private SpringKafkaProgram() {}

  public static void main(String[] args) throws Exception {
    BrokerTexts texts = BrokerTexts.read(Path.of(args[1]), new Leak(args[2]));
    Map<String, Object> options = new HashMap<>();
    options.put("bootstrap.servers", args[0]);
    options.put("group.id", args[3]);
    options.put("auto.offset.reset", "earliest");
    CompletableFuture<String> listened = new CompletableFuture<>();
    ContainerProperties properties = new ContainerProperties("chat-listened");
    properties.setMessageListener(
        (MessageListener<String, String>)
            record -> listened.complete(texts.sendText(record.value())));
    KafkaMessageListenerContainer<String, String> container =
        new KafkaMessageListenerContainer<>(
            new DefaultKafkaConsumerFactory<>(
                options, new StringDeserializer(), new StringDeserializer()),
            properties);
    container.start();
    System.out.println("listened: " + listened.get(SECONDS, TimeUnit.SECONDS));
    KafkaTemplate<String, String> template =
        new KafkaTemplate<>(
            new DefaultKafkaProducerFactory<>(
                Map.of("bootstrap.servers", args[0]),
                new StringSerializer(),
                new StringSerializer()));
    template.send("chat-produced", texts.of("produced"));
    System.out.println("produced: " + texts.send("produced"));
    template.send("audit", texts.of("produced undeclared"));
    System.out.println("produced undeclared: " + texts.send("produced undeclared"));
    System.out.println(OutcomeProgram.DONE);
    System.exit(0);
  }
}
