package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.Set;

/** AsyncHttpClient 3. */
class AsyncHttpClient3GateIT extends AsyncHttpClientContract {
  AsyncHttpClient3GateIT() {
    super("3.0.0", "3.0.6", "3.0.13");
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    return client.version().equals("3.0.13")
        ? EnumSet.allOf(Scheme.class)
        : EnumSet.of(Scheme.HTTP, Scheme.HTTPS);
  }
}
