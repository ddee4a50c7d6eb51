package dev.flowguard.agent.taps;

import dev.flowguard.agent.taps.jdbc.DriverHooks;
import dev.flowguard.agent.taps.r2dbc.R2dbcHooks;
import dev.flowguard.agent.weave.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The drivers of databases that are seen: the one list. */
public final class Drivers implements Supplier<List<Client>> {
  @Override
  public List<Client> get() {
    List<Client> all = new ArrayList<>(DriverHooks.all());
    all.addAll(R2dbcHooks.all());
    return all;
  }
}
