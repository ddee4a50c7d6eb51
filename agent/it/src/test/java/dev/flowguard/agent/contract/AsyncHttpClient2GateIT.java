package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.Set;

/** AsyncHttpClient 2. */
class AsyncHttpClient2GateIT extends AsyncHttpClientContract {
  AsyncHttpClient2GateIT() {
    super("2.1.0", "2.10.5", "2.15.0");
  }

  @Override
  Set<Sender.Kind> kinds() {
    // Without the guard, failing bodies were seen to keep connections from the pool.
    return EnumSet.complementOf(EnumSet.of(Sender.Kind.DUPLEX, Sender.Kind.FAILING));
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    return EnumSet.of(Scheme.HTTP, Scheme.HTTPS);
  }
}
