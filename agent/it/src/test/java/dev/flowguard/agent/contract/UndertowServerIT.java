package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Undertow, with servlets of both names, and with handlers alone. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class UndertowServerIT extends ServerContract {
  private static final List<String> CORE_READS =
      List.of(
          "whole", "exact", "half", "bytewise", "brace", "receiver", "buffered", "form", "parts");

  private static final List<String> CORE_WRITES =
      List.of("stream", "bytewise", "pieces", "sse-stream", "sse-sender", "gzip", "compressed");

  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    Path oldest = Jdks.all().get(0);
    return Stream.of(
        new Subject(servlets("1.4.0.Final"), oldest),
        new Subject(servlets("2.2.37.Final"), oldest),
        new Subject(servlets("2.3.18.Final"), Jdks.newest()),
        new Subject(core("1.4.28.Final"), oldest),
        new Subject(core("2.3.18.Final"), Jdks.newest()));
  }

  private static TestServerProgram servlets(String version) {
    return new TestServerProgram(
        version,
        "UndertowProgram",
        List.of("servlet", "undertow"),
        version.startsWith("2.3") ? Map.of() : TestServerProgram.JAVAX,
        List.of("io.undertow:undertow-servlet:" + version),
        TestServerProgram.SERVLET_READS,
        TestServerProgram.SERVLET_WRITES);
  }

  private static TestServerProgram core(String version) {
    return new TestServerProgram(
        version,
        "UndertowCoreProgram",
        List.of("undertowcore"),
        Map.of(),
        List.of("io.undertow:undertow-core:" + version),
        CORE_READS,
        CORE_WRITES);
  }

  @Override
  Subject subject() {
    return subject;
  }
}
