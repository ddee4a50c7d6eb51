package dev.flowguard.agent.contract;

/** HttpClient 5 with its cache, which hands on what it does not answer. */
class Apache5CacheGateIT extends GateContract {

  Apache5CacheGateIT() {
    super(Family.apache5("Apache5CacheSender"));
  }
}
