package dev.flowguard.agent.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** WebSockets of Undertow, of both APIs. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class UndertowSocketIT extends SocketContract {
  /** It passes a second binary fragment on when its buffer is full. */
  private static final List<String> ABILITIES = List.of("partial", "compressed", "owner", "client");

  @Parameter ServerContract.Subject subject;

  static Stream<ServerContract.Subject> subjects() {
    return Stream.of(
        new ServerContract.Subject(undertow("1.4.0.Final"), Jdks.all().get(0)),
        new ServerContract.Subject(undertow("2.2.37.Final"), Jdks.all().get(0)),
        new ServerContract.Subject(undertow("2.3.18.Final"), Jdks.newest()));
  }

  private static TestServerProgram undertow(String version) {
    return new TestServerProgram(
        version,
        "UndertowSocketProgram",
        List.of("jsr-socket", "undertow-socket"),
        version.startsWith("2.3") ? Map.of() : JAVAX,
        List.of("io.undertow:undertow-websockets-jsr:" + version),
        ABILITIES,
        List.of());
  }

  @Override
  ServerContract.Subject subject() {
    return subject;
  }
}
