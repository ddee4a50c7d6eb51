package dev.flowguard.agent.contract;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The R2DBC driver of H2, whose database runs in the same process. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class EmbeddedR2dbcIT extends R2dbcContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Stream.of(h2("1.0.0.RELEASE"), h2("1.1.0.RELEASE"));
  }

  private static Subject h2(String version) {
    return new Subject(
        List.of("io.r2dbc:r2dbc-h2:" + version),
        "r2dbc:h2:mem:///app",
        "sa",
        "",
        "clob",
        Set.of("clob"));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
