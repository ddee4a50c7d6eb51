package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.Set;

/** The asynchronous client below Amazon's SDK 2, which stands on Netty's gates. */
class AwsNettyGateIT extends OnNettyContract {
  AwsNettyGateIT() {
    super(
        "AwsNettySender",
        "awsnetty",
        "software.amazon.awssdk:netty-nio-client",
        "2.17.100",
        "2.31.78",
        "2.57.8");
  }

  @Override
  Set<Sender.Kind> kinds() {
    return EnumSet.complementOf(EnumSet.of(Sender.Kind.DUPLEX, Sender.Kind.FILE));
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return false;
  }

  @Override
  boolean expectsContinue() {
    return true;
  }

  /** Any {@code IOException} of a stream has the SDK use a new connection from then on. */
  @Override
  boolean keepsConnectionOfFailedStream() {
    return false;
  }
}
