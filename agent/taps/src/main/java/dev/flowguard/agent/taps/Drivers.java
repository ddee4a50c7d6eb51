package dev.flowguard.agent.taps;

import dev.flowguard.agent.taps.jdbc.DriverHooks;
import dev.flowguard.agent.weave.Client;
import java.util.List;
import java.util.function.Supplier;

/** The drivers of databases that are seen: the one list. */
public final class Drivers implements Supplier<List<Client>> {
  @Override
  public List<Client> get() {
    return DriverHooks.all();
  }
}
