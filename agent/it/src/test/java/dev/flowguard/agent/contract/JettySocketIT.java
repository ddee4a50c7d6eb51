package dev.flowguard.agent.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** WebSockets of Jetty, of both APIs. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class JettySocketIT extends SocketContract {
  @Parameter ServerContract.Subject subject;

  static Stream<ServerContract.Subject> subjects() {
    return Stream.of(
        new ServerContract.Subject(nine("9.4.58.v20250814"), Jdks.all().get(0)),
        new ServerContract.Subject(ten("10.0.26"), Jdks.all().get(0)),
        new ServerContract.Subject(eleven("11.0.0"), Jdks.all().get(0)),
        new ServerContract.Subject(twelve("12.0.0", "ee10"), Jdks.all().get(0)),
        new ServerContract.Subject(twelve("12.1.12", "ee11"), Jdks.newest()));
  }

  private static TestServerProgram nine(String version) {
    return jetty(
        version,
        "org.eclipse.jetty.websocket:javax-websocket-server-impl:",
        Map.of(
            "jakarta.servlet",
            "javax.servlet",
            "jakarta.websocket",
            "javax.websocket",
            "websocket.jakarta.server.config",
            "websocket.jsr356.server.deploy",
            "JakartaWebSocketServlet",
            "WebSocketServer"));
  }

  private static TestServerProgram ten(String version) {
    return jetty(
        version,
        "org.eclipse.jetty.websocket:websocket-javax-server:",
        Map.of(
            "jakarta.servlet",
            "javax.servlet",
            "jakarta.websocket",
            "javax.websocket",
            "jetty.websocket.jakarta",
            "jetty.websocket.javax",
            "JakartaWebSocket",
            "JavaxWebSocket"));
  }

  private static TestServerProgram eleven(String version) {
    return jetty(version, "org.eclipse.jetty.websocket:websocket-jakarta-server:", Map.of());
  }

  private static TestServerProgram twelve(String version, String ee) {
    return jetty(
        version,
        "org.eclipse.jetty." + ee + ".websocket:jetty-" + ee + "-websocket-jakarta-server:",
        Map.of(
            "jetty.servlet",
            "jetty." + ee + ".servlet",
            "jetty.websocket",
            "jetty." + ee + ".websocket"));
  }

  private static TestServerProgram jetty(
      String version, String artifact, Map<String, String> renamed) {
    return new TestServerProgram(
        version,
        "JettySocketProgram",
        List.of("jsr-socket", "jetty-socket"),
        renamed,
        List.of(artifact + version),
        JSR_ABILITIES,
        List.of());
  }

  @Override
  ServerContract.Subject subject() {
    return subject;
  }
}
