package dev.flowguard.agent.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** WebSockets of Tomcat, of both APIs. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class TomcatSocketIT extends SocketContract {
  @Parameter ServerContract.Subject subject;

  static Stream<ServerContract.Subject> subjects() {
    return Stream.concat(
        Stream.of("8.5.100", "9.0.113", "10.1.34", "11.0.27")
            .map(version -> new ServerContract.Subject(tomcat(version), Jdks.all().get(0))),
        Stream.of(new ServerContract.Subject(tomcat("11.0.27"), Jdks.newest())));
  }

  private static TestServerProgram tomcat(String version) {
    return new TestServerProgram(
        version,
        "TomcatSocketProgram",
        List.of("jsr-socket", "tomcat-socket"),
        version.startsWith("8") || version.startsWith("9") ? JAVAX : Map.of(),
        List.of("org.apache.tomcat.embed:tomcat-embed-websocket:" + version),
        JSR_ABILITIES,
        List.of());
  }

  @Override
  ServerContract.Subject subject() {
    return subject;
  }
}
