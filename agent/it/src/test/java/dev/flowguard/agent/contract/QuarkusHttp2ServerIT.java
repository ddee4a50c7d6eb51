package dev.flowguard.agent.contract;

import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/2 of Quarkus. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class QuarkusHttp2ServerIT extends NettyHttp2ServerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Stream.of(new Subject(QuarkusServerIT.quarkus("3.38.2", READS, WRITES), Jdks.newest()));
  }

  @Override
  Subject subject() {
    return subject;
  }
}
