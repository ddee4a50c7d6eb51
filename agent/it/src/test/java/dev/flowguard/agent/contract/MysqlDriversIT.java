package dev.flowguard.agent.contract;

import dev.flowguard.databases.DatabaseServer;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The drivers of MySQL and MariaDB, with a server of MariaDB. */
@ParameterizedClass(name = "{0}")
@MethodSource("drivers")
class MysqlDriversIT extends JdbcContract {
  private DatabaseServer server;

  @Parameter Driver driver;

  /**
   * A version of a driver.
   *
   * @param scheme of its URLs
   */
  record Driver(String artifact, String scheme, String options, Set<String> unsupported) {
    @Override
    public String toString() {
      return artifact;
    }
  }

  static Stream<Driver> drivers() {
    return Stream.of(
        new Driver("org.mariadb.jdbc:mariadb-java-client:2.7.12", "mariadb", "", Set.of()),
        new Driver("org.mariadb.jdbc:mariadb-java-client:3.5.1", "mariadb", "", Set.of()),
        new Driver(
            "com.mysql:mysql-connector-j:8.3.0", "mysql", "&useSSL=false", Set.of("nstring")),
        new Driver(
            "com.mysql:mysql-connector-j:8.3.0",
            "mysql",
            "&useSSL=false&useServerPrepStmts=true",
            Set.of("nstring")),
        new Driver(
            "mysql:mysql-connector-java:5.1.49", "mysql", "&useSSL=false", Set.of("nstring")));
  }

  @Override
  AutoCloseable startServer() throws Exception {
    server = DatabaseServer.mariadb();
    return server;
  }

  @Override
  Subject subject() {
    return new Subject(
        List.of(driver.artifact()),
        "jdbc:"
            + driver.scheme()
            + "://127.0.0.1:"
            + server.port()
            + "/test?connectTimeout=20000"
            + driver.options(),
        "root",
        "",
        "text",
        driver.unsupported());
  }
}
