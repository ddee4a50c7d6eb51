package dev.flowguard.agent.contract;

/** HttpClient 5 with its cache, which hands on what it does not answer. */
class Apache5CacheGateIT extends Apache5StackContract {
  Apache5CacheGateIT() {
    super("Apache5CacheSender");
  }
}
