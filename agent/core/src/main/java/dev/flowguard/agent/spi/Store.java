package dev.flowguard.agent.spi;

/** Where an application keeps values, or gets them from, other than by SQL or HTTP. */
public enum Store {
  /** Documents of MongoDB, by collection. */
  MONGO,
  /** Values of records of Kafka, by topic. */
  KAFKA,
  /** Values of Redis, by key. */
  REDIS
}
