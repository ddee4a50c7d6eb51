package dev.flowguard.agent.contract;

/** The asynchronous client below Amazon's SDK 2, on Netty's gates. */
class AwsNettyGateIT extends GateContract {

  AwsNettyGateIT() {
    super(
        Family.onNetty(
                "AwsNettySender",
                "awsnetty",
                "software.amazon.awssdk:netty-nio-client",
                "2.17.100",
                "2.31.78",
                "2.57.8")
            .doesNotSend("the SDK reads a file itself and hands on its pieces", Sender.Kind.FILE)
            .cannot("the SDK follows no redirects", Ability.BODY_AFTER_REDIRECT)
            .cannot(
                "any IOException of a stream has the SDK use a new connection from then on",
                Ability.CONNECTION_AFTER_FAILED_STREAM));
  }
}
