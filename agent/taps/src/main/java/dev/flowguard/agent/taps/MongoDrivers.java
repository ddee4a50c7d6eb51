package dev.flowguard.agent.taps;

import dev.flowguard.agent.taps.mongo.MongoHooks;
import dev.flowguard.agent.weave.Client;
import java.util.List;
import java.util.function.Supplier;

/** The drivers of MongoDB that are seen: the one list. */
public final class MongoDrivers implements Supplier<List<Client>> {
  @Override
  public List<Client> get() {
    return List.of(MongoHooks.commands());
  }
}
