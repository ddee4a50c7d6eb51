package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.databases.DatabaseServer;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The driver of PostgreSQL. */
@ParameterizedClass(name = "{0}")
@MethodSource("versions")
class PostgresqlDriverIT extends JdbcContract {
  private DatabaseServer server;

  @Parameter String version;

  static Stream<String> versions() {
    return Stream.of("42.2.5", "42.7.13");
  }

  @Override
  AutoCloseable startServer() throws Exception {
    server = DatabaseServer.postgresql();
    return server;
  }

  @Override
  Subject subject() {
    return new Subject(
        List.of("org.postgresql:postgresql:" + version),
        "jdbc:postgresql://localhost:" + server.port() + "/postgres",
        "app",
        "",
        "text",
        Set.of("nstring", "clob"));
  }

  @Test
  void sendsNoStatementOfItsOwn() throws Exception {
    assertThat(Files.readString(server.log()))
        .contains("select content from chat_message")
        .doesNotContain("pg_class", "pg_attribute", "pg_catalog");
  }
}
