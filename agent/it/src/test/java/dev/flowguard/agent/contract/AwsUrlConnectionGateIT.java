package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.Set;

/** The AWS SDK for Java 2 on HttpURLConnection. */
class AwsUrlConnectionGateIT extends AwsContract {
  AwsUrlConnectionGateIT() {
    super("url-connection-client");
  }

  @Override
  Set<Sender.Kind> kinds() {
    return EnumSet.of(
        Sender.Kind.NONE, Sender.Kind.BYTES, Sender.Kind.FIXED_STREAM, Sender.Kind.FAILING);
  }

  @Override
  String ownFailure() {
    return "dev.flowguard.api.BlockedRequestException";
  }
}
