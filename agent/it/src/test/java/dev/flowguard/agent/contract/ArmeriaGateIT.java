package dev.flowguard.agent.contract;

/** Armeria, which stands on Netty's gates. */
class ArmeriaGateIT extends OnNettyContract {
  ArmeriaGateIT() {
    super("ArmeriaSender", "armeria", "com.linecorp.armeria:armeria", "1.16.0", "1.28.4", "1.40.0");
  }

  /** It does after a 307, but does not know 308. */
  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return false;
  }
}
