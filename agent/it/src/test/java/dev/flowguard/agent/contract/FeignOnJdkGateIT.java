package dev.flowguard.agent.contract;

/** OpenFeign on {@code java.net.http}. */
class FeignOnJdkGateIT extends FeignContract {
  FeignOnJdkGateIT() {
    super("feign-java11", "10.12", "12.5", "13.13");
  }

  @Override
  boolean judgesOnCallersThread() {
    return false;
  }
}
