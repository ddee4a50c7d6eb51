package dev.flowguard.agent.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Jetty, of both servlet APIs, and of 12 the servlets of Jakarta EE 10 and handlers alone. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class JettyServerIT extends ServerContract {
  private static final Map<String, String> EE10 =
      Map.of("org.eclipse.jetty.servlet", "org.eclipse.jetty.ee10.servlet");

  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Stream.concat(
        Stream.of("9.4.0.v20161208", "9.4.58.v20250814", "10.0.26", "11.0.0", "12.0.0", "12.1.13")
            .map(version -> new Subject(jetty(version), Jdks.all().get(0))),
        Stream.of(
            new Subject(jetty("12.1.13"), Jdks.newest()),
            new Subject(core("12.0.0"), Jdks.all().get(0)),
            new Subject(core("12.1.13"), Jdks.newest())));
  }

  private static TestServerProgram core(String version) {
    return new TestServerProgram(
        version,
        "JettyCoreProgram",
        List.of("jettycore"),
        Map.of(),
        List.of("org.eclipse.jetty:jetty-server:" + version),
        List.of("whole", "exact", "half", "bytewise", "brace"),
        List.of("stream", "bytewise", "pieces", "sse-stream", "gzip"));
  }

  private static TestServerProgram jetty(String version) {
    boolean isTwelve = version.startsWith("12");
    boolean isJavax = version.startsWith("9") || version.startsWith("10");
    return new TestServerProgram(
        version,
        "JettyProgram",
        List.of("servlet", "jetty"),
        isTwelve ? EE10 : isJavax ? TestServerProgram.JAVAX : Map.of(),
        List.of(
            isTwelve
                ? "org.eclipse.jetty.ee10:jetty-ee10-servlet:" + version
                : "org.eclipse.jetty:jetty-servlet:" + version),
        TestServerProgram.SERVLET_READS,
        TestServerProgram.SERVLET_WRITES);
  }

  @Override
  Subject subject() {
    return subject;
  }
}
