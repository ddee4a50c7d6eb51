package dev.flowguard.agent.contract;

import dev.flowguard.databases.DatabaseServer;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The R2DBC driver of PostgreSQL, alone and in a pool. */
@ParameterizedClass(name = "{0}")
@MethodSource("drivers")
class PostgresqlR2dbcIT extends R2dbcContract {
  private DatabaseServer server;

  @Parameter Driver driver;

  /**
   * A version of the driver.
   *
   * @param scheme of its URLs
   */
  record Driver(List<String> artifacts, String scheme) {
    @Override
    public String toString() {
      return String.join(" ", artifacts);
    }
  }

  static Stream<Driver> drivers() {
    return Stream.of(
        new Driver(List.of("org.postgresql:r2dbc-postgresql:1.0.1.RELEASE"), "postgresql"),
        new Driver(List.of("org.postgresql:r2dbc-postgresql:1.1.3.RELEASE"), "postgresql"),
        new Driver(
            List.of(
                "org.postgresql:r2dbc-postgresql:1.0.7.RELEASE",
                "io.r2dbc:r2dbc-pool:1.0.2.RELEASE"),
            "pool:postgresql"));
  }

  @Override
  AutoCloseable startServer() throws Exception {
    server = DatabaseServer.postgresql();
    return server;
  }

  @Override
  Subject subject() {
    return new Subject(
        driver.artifacts(),
        "r2dbc:" + driver.scheme() + "://app@localhost:" + server.port() + "/postgres",
        "app",
        "",
        "text",
        Set.of("clob"));
  }

  @Test
  void stopsTextsInArraysAndInJson() {
    assertStopped("array", "json", "written json");
  }
}
