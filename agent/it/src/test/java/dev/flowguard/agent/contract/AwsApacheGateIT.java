package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.Set;

/** The AWS SDK for Java 2 on Apache HttpClient 4. */
class AwsApacheGateIT extends AwsContract {
  AwsApacheGateIT() {
    super("apache-client");
  }

  @Override
  Set<Sender.Kind> kinds() {
    return EnumSet.of(
        Sender.Kind.NONE,
        Sender.Kind.BYTES,
        Sender.Kind.FIXED_STREAM,
        Sender.Kind.CHUNKED_STREAM,
        Sender.Kind.FAILING);
  }

  @Override
  String ownFailure() {
    return "org.apache.http.client.ClientProtocolException";
  }
}
