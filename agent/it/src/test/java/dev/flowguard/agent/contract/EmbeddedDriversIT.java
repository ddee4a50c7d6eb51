package dev.flowguard.agent.contract;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Drivers whose databases run in the same process. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class EmbeddedDriversIT extends JdbcContract {
  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Stream.of(
        h2("1.4.200", Set.of("bytes")),
        h2("2.3.232", Set.of()),
        hsqldb("2.5.2"),
        hsqldb("2.7.3"),
        sqlite("3.36.0", Set.of("class", "nstring")),
        sqlite("3.50.3.0", Set.of("nstring")),
        new Subject(
            List.of("com.h2database:h2:2.3.232", "com.zaxxer:HikariCP:5.1.0"),
            "jdbc:h2:mem:pooled",
            "sa",
            "",
            "clob",
            Set.of()));
  }

  private static Subject h2(String version, Set<String> unsupported) {
    return new Subject(
        List.of("com.h2database:h2:" + version), "jdbc:h2:mem:app", "sa", "", "clob", unsupported);
  }

  private static Subject hsqldb(String version) {
    return new Subject(
        List.of("org.hsqldb:hsqldb:" + version),
        "jdbc:hsqldb:mem:app",
        "sa",
        "",
        "clob",
        Set.of("bytes"));
  }

  private static Subject sqlite(String version, Set<String> unsupported) {
    return new Subject(
        List.of("org.xerial:sqlite-jdbc:" + version),
        "jdbc:sqlite::memory:",
        "",
        "",
        "text",
        unsupported);
  }

  @Override
  Subject subject() {
    return subject;
  }
}
