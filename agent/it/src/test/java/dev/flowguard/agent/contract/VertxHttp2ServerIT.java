package dev.flowguard.agent.contract;

import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/2 of Vert.x, which is Netty's. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class VertxHttp2ServerIT extends NettyHttp2ServerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return VertxServerIT.subjects(READS, WRITES);
  }

  @Override
  Subject subject() {
    return subject;
  }
}
