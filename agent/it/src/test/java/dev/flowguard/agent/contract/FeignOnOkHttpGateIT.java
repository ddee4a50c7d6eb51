package dev.flowguard.agent.contract;

/** OpenFeign on OkHttp. */
class FeignOnOkHttpGateIT extends GateContract {

  FeignOnOkHttpGateIT() {
    super(Family.feign("feign-okhttp", "OkHttp", "11.10", "12.5", "13.12"));
  }
}
