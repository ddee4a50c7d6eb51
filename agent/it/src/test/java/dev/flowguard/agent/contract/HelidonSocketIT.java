package dev.flowguard.agent.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** WebSockets of Helidon. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class HelidonSocketIT extends SocketContract {
  /** It does not compress. */
  private static final List<String> ABILITIES = List.of("partial", "partial-binary", "owner");

  /** Its handshakes take another way, on which the tap does not see their headers yet. */
  private static final List<String> WITHOUT_OWNER = List.of("partial", "partial-binary");

  @Parameter ServerContract.Subject subject;

  static Stream<ServerContract.Subject> subjects() {
    return Stream.of("4.1.1", "4.2.3", "4.5.0")
        .map(version -> new ServerContract.Subject(helidon(version), Jdks.newest()));
  }

  private static TestServerProgram helidon(String version) {
    return new TestServerProgram(
        version,
        "HelidonSocketProgram",
        List.of("helidon-socket"),
        Map.of(),
        List.of("io.helidon.webserver:helidon-webserver-websocket:" + version),
        version.equals("4.5.0") ? WITHOUT_OWNER : ABILITIES,
        List.of());
  }

  @Override
  ServerContract.Subject subject() {
    return subject;
  }
}
