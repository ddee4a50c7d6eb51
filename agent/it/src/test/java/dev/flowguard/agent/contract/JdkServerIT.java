package dev.flowguard.agent.contract;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The server of the JDK. */
@ParameterizedClass(name = "{0}")
@MethodSource("jdks")
class JdkServerIT extends ServerContract {
  private static final TestServerProgram PROGRAM =
      new TestServerProgram(
          "of the JDK",
          "JdkServerProgram",
          List.of(),
          Map.of(),
          List.of(),
          List.of("whole", "exact", "half", "bytewise", "brace"),
          List.of("stream", "bytewise", "pieces", "sse-stream", "gzip"));

  @Parameter Path jdk;

  static Stream<Path> jdks() {
    return Jdks.all().stream();
  }

  @Override
  Subject subject() {
    return new Subject(PROGRAM, jdk);
  }
}
