package dev.flowguard.agent.contract;

import java.util.List;

/** Netty itself, in the hands of a program that writes to its codecs. */
class NettyGateIT extends GateContract {
  /** Writes its requests itself, without a method of its own in the encoder. */
  static final TestClient V4_1_50 = version("4.1.50.Final");

  static final TestClient V4_1_100 = version("4.1.100.Final");
  static final TestClient V4_1 = version("4.1.140.Final");
  static final TestClient V4_2 = version("4.2.20.Final");

  private static TestClient version(String version) {
    return new TestClient(
        version, "NettySender", "netty", List.of("io.netty:netty-codec-http2:" + version));
  }

  NettyGateIT() {
    super(
        Abilities.of(List.of(V4_1_50, V4_1_100, V4_1, V4_2))
            .cannot("event loops judge", Ability.JUDGED_BY_CALLER)
            .cannot("the codecs follow no redirects", Ability.BODY_AFTER_REDIRECT)
            .cannot("the codecs do not wait; a program has to", Ability.EXPECT));
  }
}
