package dev.flowguard.agent.contract;

/** The AWS SDK for Java 2 on HttpURLConnection. */
class AwsUrlConnectionGateIT extends GateContract {

  AwsUrlConnectionGateIT() {
    super(
        Family.aws("url-connection-client", "HttpURLConnection")
            .sendsOnly(
                Sender.Kind.NONE,
                Sender.Kind.BYTES,
                Sender.Kind.FIXED_STREAM,
                Sender.Kind.FAILING));
  }
}
