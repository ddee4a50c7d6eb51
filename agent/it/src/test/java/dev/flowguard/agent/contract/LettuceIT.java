package dev.flowguard.agent.contract;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Lettuce, by all its APIs. */
@ParameterizedClass(name = "{0}")
@MethodSource("versions")
class LettuceIT extends RedisContract {
  @Parameter String version;

  static Stream<String> versions() {
    return Stream.of("5.0.5.RELEASE", "6.8.1.RELEASE", "7.7.0.RELEASE");
  }

  @Override
  Subject subject() {
    return new Subject(
        "io.lettuce:lettuce-core:" + version,
        "LettuceProgram",
        "lettuce",
        Set.of("sync", "async", "reactive", "pipelined", "transaction"),
        Set.of());
  }
}
