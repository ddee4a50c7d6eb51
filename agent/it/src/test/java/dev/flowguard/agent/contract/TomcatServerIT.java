package dev.flowguard.agent.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Tomcat, of both servlet APIs. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class TomcatServerIT extends ServerContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Stream.concat(
        Stream.of("8.5.100", "9.0.113", "10.1.34", "10.1.62", "11.0.27")
            .map(version -> new Subject(tomcat(version), Jdks.all().get(0))),
        Stream.of(new Subject(tomcat("11.0.27"), Jdks.newest())));
  }

  private static TestServerProgram tomcat(String version) {
    return new TestServerProgram(
        version,
        "TomcatProgram",
        List.of("servlet", "tomcat"),
        version.startsWith("8") || version.startsWith("9") ? TestServerProgram.JAVAX : Map.of(),
        List.of("org.apache.tomcat.embed:tomcat-embed-core:" + version),
        TestServerProgram.SERVLET_READS,
        TestServerProgram.SERVLET_WRITES);
  }

  @Override
  Subject subject() {
    return subject;
  }
}
