package dev.flowguard.agent.contract;

/** The AWS SDK for Java 2 on Apache HttpClient 4. */
class AwsApacheGateIT extends GateContract {

  AwsApacheGateIT() {
    super(
        Family.aws("apache-client", "Apache HttpClient 4")
            .failsWith("org.apache.http.client.ClientProtocolException")
            .sendsOnly(
                Sender.Kind.NONE,
                Sender.Kind.BYTES,
                Sender.Kind.FIXED_STREAM,
                Sender.Kind.CHUNKED_STREAM,
                Sender.Kind.FAILING));
  }
}
