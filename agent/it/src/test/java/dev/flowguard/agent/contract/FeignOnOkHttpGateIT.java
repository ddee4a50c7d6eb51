package dev.flowguard.agent.contract;

/** OpenFeign on OkHttp. */
class FeignOnOkHttpGateIT extends FeignContract {
  FeignOnOkHttpGateIT() {
    super("feign-okhttp", "11.10", "12.5", "13.12");
  }
}
