package dev.flowguard.agent.contract;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The driver of SQL Server, with a server that speaks its protocol. */
@ParameterizedClass(name = "{0}")
@MethodSource("versions")
class SqlServerDriverIT extends JdbcContract {
  private TdsServer server;

  @Parameter String version;

  static Stream<String> versions() {
    return Stream.of("7.4.1.jre11", "13.6.2.jre11");
  }

  @Override
  AutoCloseable startServer() throws Exception {
    server = new TdsServer();
    return server;
  }

  @Override
  Subject subject() {
    return new Subject(
        List.of("com.microsoft.sqlserver:mssql-jdbc:" + version),
        "jdbc:sqlserver://127.0.0.1:" + server.port() + ";encrypt=false;loginTimeout=20",
        "sa",
        "secret",
        "clob",
        Set.of());
  }
}
