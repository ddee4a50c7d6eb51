package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.Set;

/** OpenFeign on its own client, {@code HttpURLConnection}. */
class FeignGateIT extends FeignContract {
  FeignGateIT() {
    super("feign-core", "10.12", "12.5", "13.13");
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    return EnumSet.of(Scheme.HTTP, Scheme.HTTPS);
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return false;
  }
}
