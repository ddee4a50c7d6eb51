package dev.flowguard.agent.contract;

import java.util.List;
import java.util.stream.Stream;

/** What the clients of one family have in common. */
final class Family {
  private Family() {}

  /** What is built on the blocking HttpClient 5 and reads its bodies from entities. */
  static Abilities.Builder apache5(String sender) {
    String group = "org.apache.httpcomponents.client5:";
    return Abilities.of(
            Stream.of("5.0", "5.3.1", "5.6.5")
                .map(
                    version ->
                        new TestClient(
                            version,
                            sender,
                            "apache5stack",
                            List.of(
                                group + "httpclient5-cache:" + version,
                                group + "httpclient5-fluent:" + version)))
                .toList())
        .on("Apache HttpClient 5")
        .failsWith("org.apache.hc.client5.http.ClientProtocolException")
        .sendsOnly(
            Sender.Kind.NONE,
            Sender.Kind.BYTES,
            Sender.Kind.FILE,
            Sender.Kind.FIXED_STREAM,
            Sender.Kind.CHUNKED_STREAM)
        .cannot("only the asynchronous client speaks it", Ability.HTTP2)
        .cannot("it has blocking calls only", Ability.ASYNCHRONOUS_CALLS)
        .cannot(
            "tried with the client below", Ability.CANCELLING, Ability.TIMEOUTS, Ability.EXPECT);
  }

  /**
   * Asynchronous clients on Netty's gates.
   *
   * @param artifact of the client, as {@code group:name}
   */
  static Abilities.Builder onNetty(
      String sender, String folder, String artifact, String... versions) {
    return Abilities.of(TestClient.versions(sender, folder, artifact, versions)).on("Netty");
  }

  static Abilities.Builder asyncHttpClient(String... versions) {
    return onNetty(
            "AsyncHttpClientSender",
            "asynchttpclient",
            "org.asynchttpclient:async-http-client",
            versions)
        .cannot("its sender does not ask for it", Ability.EXPECT);
  }

  static Abilities.Builder vertx(String... versions) {
    return onNetty("VertxSender", "vertx", "io.vertx:vertx-core", versions)
        .failsWith(
            setup ->
                setup.scheme() == GateContract.Scheme.HTTP2
                    ? "io.netty.handler.codec.http2.Http2Exception$StreamException"
                    : "dev.flowguard.api.BlockedRequestException")
        .cannot("its sender does not ask for it", Ability.EXPECT)
        .cannot("only requests without a body are sent on", Ability.BODY_AFTER_REDIRECT)
        .alsoSends(Sender.Kind.AWAITING_ANSWER);
  }

  /** The blocking clients of the AWS SDK for Java 2. */
  static Abilities.Builder aws(String artifact, String below) {
    return Abilities.of(
            TestClient.versions(
                "AwsSender",
                "aws",
                "software.amazon.awssdk:" + artifact,
                "2.17.295",
                "2.20.162",
                "2.42.28"))
        .on(below)
        .cannot("it speaks HTTP/1.1 only", Ability.HTTP2)
        .cannot("it has blocking calls only", Ability.ASYNCHRONOUS_CALLS)
        .cannot("the SDK follows no redirects", Ability.BODY_AFTER_REDIRECT)
        .cannot(
            "tried with the client below", Ability.CANCELLING, Ability.TIMEOUTS, Ability.EXPECT);
  }

  /**
   * OpenFeign. Its bodies are arrays.
   *
   * @param artifact of the client that it sends with
   */
  static Abilities.Builder feign(String artifact, String below, String... versions) {
    return Abilities.of(
            TestClient.versions(
                "FeignSender", "feign", "io.github.openfeign:" + artifact, versions))
        .on(below)
        .failsWith("feign.RetryableException")
        .sendsOnly(Sender.Kind.NONE, Sender.Kind.BYTES)
        .cannot("it has blocking calls only", Ability.ASYNCHRONOUS_CALLS, Ability.CANCELLING)
        .cannot("tried with the client below", Ability.EXPECT);
  }

  static Abilities.Builder googleHttp(String sender, String below) {
    return Abilities.of(
            TestClient.versions(
                sender,
                "googlehttp",
                "com.google.http-client:google-http-client-apache-v2",
                "1.38.0",
                "1.43.3",
                "2.2.0"))
        .on(below)
        .sendsOnly(
            Sender.Kind.NONE,
            Sender.Kind.BYTES,
            Sender.Kind.FIXED_STREAM,
            Sender.Kind.CHUNKED_STREAM,
            Sender.Kind.FILE,
            Sender.Kind.FAILING)
        .cannot("it speaks HTTP/1.1 only", Ability.HTTP2)
        .cannot("not all versions know 308", Ability.BODY_AFTER_REDIRECT)
        .cannot(
            "tried with the client below", Ability.CANCELLING, Ability.TIMEOUTS, Ability.EXPECT);
  }

  /**
   * Jetty's client: it is asynchronous, and its blocking calls wait in a future. It cannot tell a
   * body that is written while the answer is read from one that comes late.
   *
   * @param transport the artifact of HTTP/2
   */
  static Abilities.Builder jetty(String folder, String transport, String... versions) {
    return Abilities.of(
            Stream.of(versions)
                .map(
                    version ->
                        new TestClient(
                            version,
                            "JettySender",
                            folder,
                            List.of(
                                "org.eclipse.jetty:jetty-client:" + version,
                                "org.eclipse.jetty.http2:" + transport + ":" + version,
                                "org.eclipse.jetty:jetty-alpn-java-client:" + version)))
                .toList())
        .failsWith(Abilities.LATER_FAILURE)
        .alsoSends(Sender.Kind.AWAITING_ANSWER)
        .cannot("threads of the client may send for a caller that waits", Ability.JUDGED_BY_CALLER);
  }

  /**
   * Ktor's client.
   *
   * @param engine as its artifact is named
   */
  static Abilities.Builder ktor(String engine, String below, String... versions) {
    return Abilities.of(
            TestClient.versions(
                "KtorSender", "ktor", "io.ktor:ktor-client-" + engine + "-jvm", versions))
        .on(below)
        .doesNotSend(
            "a coroutine on another thread writes streams as it is", Sender.Kind.ASYNCHRONOUS)
        .doesNotSend(
            "Ktor closes a stream whose writer fails before it reports the failure: without the"
                + " guard too, it is chance whether the engine sees a failure or a shorter body",
            Sender.Kind.FAILING)
        .cannot("a coroutine on another thread writes streams", Ability.PREDICTABLE_STREAMS)
        .cannot("Ktor follows redirects of GET and HEAD only", Ability.BODY_AFTER_REDIRECT)
        .cannot("its sender does not ask for it", Ability.EXPECT);
  }
}
