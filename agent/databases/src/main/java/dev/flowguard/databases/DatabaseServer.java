package dev.flowguard.databases;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A server of a database that is installed on this machine, in a folder and on a port of its own.
 * Where none is installed, the test is skipped; it fails instead if the environment variable {@code
 * TEST_DATABASES} is {@code required}.
 *
 * @param folder removed at the end
 */
public record DatabaseServer(Process process, int port, Path folder, Path log)
    implements AutoCloseable {
  private static final int STARTING_SECONDS = 60;

  /** PostgreSQL, of which all statements are logged; the user is {@code app}. */
  public static DatabaseServer postgresql() throws Exception {
    Path programs =
        installed("initdb", postgresqlFolders(), "needs PostgreSQL: apt-get install postgresql");
    Path folder = newFolder();
    List<String> as = user(folder, "postgres");
    Path data = folder.resolve("data");
    run(
        as,
        programs.resolve("initdb").toString(),
        "-D",
        data.toString(),
        "-U",
        "app",
        "-A",
        "trust");
    int port = freePort();
    return started(
        folder,
        port,
        as,
        programs.resolve("postgres").toString(),
        "-D",
        data.toString(),
        "-p",
        Integer.toString(port),
        "-k",
        folder.toString(),
        "-c",
        "listen_addresses=localhost",
        "-c",
        "log_statement=all",
        "-c",
        "fsync=off");
  }

  /** MariaDB; the user is {@code root}, without a password. */
  public static DatabaseServer mariadb() throws Exception {
    String remedy = "needs MariaDB: apt-get install mariadb-server";
    List<Path> folders = List.of(Path.of("/usr/sbin"), Path.of("/usr/libexec"));
    Path programs = installed("mariadbd", folders, remedy);
    Path install = installed("mariadb-install-db", List.of(Path.of("/usr/bin")), remedy);
    Path folder = newFolder();
    List<String> as = user(folder, "mysql");
    Path data = folder.resolve("data");
    run(
        as,
        install.resolve("mariadb-install-db").toString(),
        "--no-defaults",
        "--datadir=" + data,
        "--auth-root-authentication-method=normal");
    int port = freePort();
    return started(
        folder,
        port,
        as,
        programs.resolve("mariadbd").toString(),
        "--no-defaults",
        "--datadir=" + data,
        "--port=" + port,
        "--bind-address=127.0.0.1",
        "--socket=" + folder.resolve("socket"),
        "--pid-file=" + folder.resolve("pid"));
  }

  /** Redis, which keeps nothing. */
  public static DatabaseServer redis() throws Exception {
    List<Path> folders = List.of(Path.of("/usr/bin"), Path.of("/usr/local/bin"));
    Path programs = installed("redis-server", folders, "needs Redis: apt-get install redis-server");
    Path folder = newFolder();
    int port = freePort();
    return started(
        folder,
        port,
        List.of(),
        programs.resolve("redis-server").toString(),
        "--port",
        Integer.toString(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        folder.toString());
  }

  private static List<Path> postgresqlFolders() throws IOException {
    Path versions = Path.of("/usr/lib/postgresql");
    List<Path> folders = new ArrayList<>();
    if (Files.isDirectory(versions)) {
      try (Stream<Path> all = Files.list(versions)) {
        all.forEach(version -> folders.add(version.resolve("bin")));
      }
    }
    return folders;
  }

  /** The folder that has a program; ends the test where none has. */
  private static Path installed(String program, List<Path> folders, String remedy) {
    for (Path folder : folders) {
      if (Files.isExecutable(folder.resolve(program))) {
        return folder;
      }
    }
    if ("required".equals(System.getenv("TEST_DATABASES"))) {
      throw new AssertionError(remedy);
    }
    throw new TestAbortedException(remedy);
  }

  /** Not below the build's folder, which other users may not enter; a socket's path is short. */
  private static Path newFolder() throws IOException {
    return Files.createTempDirectory(Path.of(System.getProperty("java.io.tmpdir")), "db");
  }

  /** Servers of databases refuse to run as root. */
  private static List<String> user(Path folder, String name) throws Exception {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    Files.setOwner(
        folder, folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name));
    return List.of("setpriv", "--reuid=" + name, "--regid=" + name, "--clear-groups");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Process start(List<String> as, File log, String... command) throws IOException {
    List<String> whole = new ArrayList<>(as);
    whole.addAll(List.of(command));
    return new ProcessBuilder(whole)
        .directory(log.getParentFile())
        .redirectErrorStream(true)
        .redirectOutput(log)
        .start();
  }

  private static void run(List<String> as, String... command) throws Exception {
    Path log = Files.createTempFile("install", ".log");
    Process process = start(as, log.toFile(), command);
    if (!process.waitFor(STARTING_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(command[0] + ": " + Files.readString(log));
    }
    Files.delete(log);
  }

  private static DatabaseServer started(Path folder, int port, List<String> as, String... command)
      throws Exception {
    Path log = folder.resolve("server.log");
    Process process = start(as, log.toFile(), command);
    for (int i = 0; i < STARTING_SECONDS * 10; i++) {
      if (Files.readString(log).toLowerCase(Locale.ROOT).contains("ready") && process.isAlive()) {
        return new DatabaseServer(process, port, folder, log);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    process.destroyForcibly();
    throw new AssertionError(Files.readString(log));
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
