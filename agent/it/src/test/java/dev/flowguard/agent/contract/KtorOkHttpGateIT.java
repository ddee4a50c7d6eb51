package dev.flowguard.agent.contract;

/** Ktor on OkHttp 4 and 5. */
class KtorOkHttpGateIT extends GateContract {

  KtorOkHttpGateIT() {
    super(Family.ktor("okhttp", "OkHttp", "2.0.0", "2.3.13", "3.6.1"));
  }
}
