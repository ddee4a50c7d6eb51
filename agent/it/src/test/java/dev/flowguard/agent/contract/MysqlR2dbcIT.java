package dev.flowguard.agent.contract;

import dev.flowguard.databases.DatabaseServer;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The R2DBC drivers of MySQL and MariaDB, with a server of MariaDB. */
@ParameterizedClass(name = "{0}")
@MethodSource("drivers")
class MysqlR2dbcIT extends R2dbcContract {
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
      return artifact + options;
    }
  }

  static Stream<Driver> drivers() {
    return Stream.of(
        mysql("1.0.6", ""),
        mysql("1.1.0", ""),
        mysql("1.4.0", "&useServerPrepareStatement=true"),
        mysql("1.4.3", ""),
        mariadb("1.1.3", ""),
        mariadb("1.2.2", ""),
        mariadb("1.4.2", "?useServerPrepStmts=true"));
  }

  private static Driver mysql(String version, String options) {
    return new Driver(
        "io.asyncer:r2dbc-mysql:" + version,
        "mysql",
        "?sslMode=DISABLED" + options,
        Set.of("clob"));
  }

  private static Driver mariadb(String version, String options) {
    return new Driver("org.mariadb:r2dbc-mariadb:" + version, "mariadb", options, Set.of());
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
        "r2dbc:"
            + driver.scheme()
            + "://root@127.0.0.1:"
            + server.port()
            + "/test"
            + driver.options(),
        "root",
        "",
        "text",
        driver.unsupported());
  }
}
