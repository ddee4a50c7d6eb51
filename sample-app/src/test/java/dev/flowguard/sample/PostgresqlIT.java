package dev.flowguard.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** The demo on PostgreSQL, where a server with a database and a user {@code mirage} runs. */
class PostgresqlIT {
  private static final String URL =
      System.getProperty("mirage.postgresql.url", "jdbc:postgresql://localhost:5432/mirage");

  @Test
  void allIsAsExpected() throws Exception {
    assumeTrue(isReachable(), "needs PostgreSQL at " + URL);

    Demo.Result result =
        Demo.run(
            Path.of(System.getProperty("flowguard.demo.folder") + "-postgresql"),
            "--spring.profiles.active=postgresql",
            "--spring.datasource.url=" + URL);

    assertThat(result.rows())
        .allSatisfy(row -> assertThat(row.isAsExpected()).as("%s", row).isTrue());
    assertThat(result.isProven()).as("%s", result.doctor()).isTrue();
  }

  private static boolean isReachable() {
    try {
      DriverManager.getConnection(URL, "mirage", "").close();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }
}
