package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** WebSockets of Netty without a framework, of Spring WebFlux on Reactor Netty, and of Vert.x. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class NettySocketIT extends SocketContract {
  @Parameter ServerContract.Subject subject;

  static Stream<ServerContract.Subject> subjects() {
    Path oldest = Jdks.all().get(0);
    return Stream.of(
        new ServerContract.Subject(netty("4.1.0.Final"), oldest),
        new ServerContract.Subject(netty("4.1.140.Final"), oldest),
        new ServerContract.Subject(netty("4.2.20.Final"), Jdks.newest()),
        new ServerContract.Subject(webFlux("5.3.39", "1.0.48"), oldest),
        new ServerContract.Subject(webFlux("7.0.10", "1.3.8"), Jdks.newest()),
        new ServerContract.Subject(vertx("4.5.14"), oldest),
        new ServerContract.Subject(vertx("5.0.7"), Jdks.newest()));
  }

  private static TestServerProgram netty(String version) {
    return new TestServerProgram(
        version,
        "NettySocketProgram",
        List.of("netty-socket"),
        Map.of(),
        List.of("io.netty:netty-codec-http:" + version, "io.netty:netty-handler:" + version),
        List.of("partial", "partial-binary", "compressed", "owner", "client"),
        List.of());
  }

  private static TestServerProgram webFlux(String spring, String reactorNetty) {
    return new TestServerProgram(
        spring + " on Reactor Netty " + reactorNetty,
        "WebFluxSocketProgram",
        List.of("webflux-socket"),
        Map.of(),
        List.of(
            "org.springframework:spring-webflux:" + spring,
            "org.springframework:spring-context:" + spring,
            "io.projectreactor.netty:reactor-netty-http:" + reactorNetty),
        List.of("compressed", "owner"),
        List.of());
  }

  private static TestServerProgram vertx(String version) {
    return new TestServerProgram(
        version,
        "VertxSocketProgram",
        List.of("vertx-socket"),
        Map.of(),
        List.of("io.vertx:vertx-core:" + version),
        List.of("partial", "partial-binary", "compressed", "owner"),
        List.of());
  }

  @Override
  ServerContract.Subject subject() {
    return subject;
  }
}
