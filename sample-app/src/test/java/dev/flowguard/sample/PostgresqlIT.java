package dev.flowguard.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.databases.DatabaseServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The demo on PostgreSQL, where it is installed. */
class PostgresqlIT {
  @Test
  void allIsAsExpected() throws Exception {
    try (DatabaseServer server = DatabaseServer.postgresql()) {
      Demo.Result result =
          Demo.run(
              Path.of(System.getProperty("flowguard.demo.folder") + "-postgresql"),
              "--spring.profiles.active=postgresql",
              "--spring.datasource.url=jdbc:postgresql://localhost:" + server.port() + "/postgres",
              "--spring.datasource.username=app");

      assertThat(result.rows())
          .allSatisfy(row -> assertThat(row.isAsExpected()).as("%s", row).isTrue());
      assertThat(result.isProven()).as("%s", result.doctor()).isTrue();
    }
  }
}
