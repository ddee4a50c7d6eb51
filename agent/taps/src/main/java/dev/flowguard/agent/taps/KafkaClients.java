package dev.flowguard.agent.taps;

import dev.flowguard.agent.taps.kafka.KafkaHooks;
import dev.flowguard.agent.weave.Client;
import java.util.List;
import java.util.function.Supplier;

/** The clients of Kafka that are seen: the one list. */
public final class KafkaClients implements Supplier<List<Client>> {
  @Override
  public List<Client> get() {
    return List.of(KafkaHooks.client());
  }
}
