package dev.flowguard.agent.contract;

/** OpenFeign on {@code java.net.http}. */
class FeignOnJdkGateIT extends GateContract {

  FeignOnJdkGateIT() {
    super(Family.feign("feign-java11", "java.net.http", "10.12", "12.5", "13.13"));
  }
}
