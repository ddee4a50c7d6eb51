package dev.flowguard.agent.contract;

/** The low-level REST client of Elasticsearch 7 and 8. */
class ElasticsearchGateIT extends GateContract {

  ElasticsearchGateIT() {
    super(
        Abilities.of(
                TestClient.versions(
                    "ElasticsearchSender",
                    "elasticsearch",
                    "org.elasticsearch.client:elasticsearch-rest-client",
                    "7.0.0",
                    "7.17.9",
                    "8.19.25"))
            .on("Apache HttpAsyncClient 4")
            .failsWith("java.io.IOException")
            .sendsOnly(Sender.Kind.NONE, Sender.Kind.BYTES)
            .cannot("it speaks HTTP/1.1 only", Ability.HTTP2)
            .cannot("it follows no redirect of a request with a body", Ability.BODY_AFTER_REDIRECT)
            .cannot(
                "tried with the client below",
                Ability.CANCELLING,
                Ability.TIMEOUTS,
                Ability.EXPECT));
  }
}
