package dev.flowguard.agent.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The server of the JDK. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
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

  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Jdks.all().stream().map(jdk -> new Subject(PROGRAM, jdk));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
