package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line of a block is in the application's own log, wherever that is, and holds up nobody. */
class LogIT {
  private static final List<String> LOGBACK =
      List.of("ch.qos.logback:logback-classic:1.5.18", "org.slf4j:slf4j-api:2.0.17");
  private static final List<String> SENTRY =
      List.of("io.sentry:sentry-logback:7.14.0", "ch.qos.logback:logback-classic:1.5.18");

  private static final String SECRET =
      "The harbour master keeps the second ledger under the stove, behind the tin of nails.";

  private static final String POLICY =
      """
      policy: log
      processors: { target: { hosts: [localhost] } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir Path folder;

  private final List<ForkedJvm> jvms = new ArrayList<>();
  private RawServer server;

  @BeforeEach
  void start() throws Exception {
    server = new RawServer(null);
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
  }

  @AfterEach
  void stop() throws Exception {
    for (ForkedJvm jvm : jvms) {
      jvm.close();
    }
    server.close();
  }

  private static Path jdk() {
    return Path.of(System.getProperty("java.home"));
  }

  private static String guard() {
    return "-javaagent:" + AgentJar.PATH + "=policy=policy.yaml,journal.dir=journal";
  }

  private String logback(String file, String appenders) {
    return """
        <configuration>
          <appender name="file" class="ch.qos.logback.core.FileAppender">
            <file>%s</file>
            <encoder><pattern>%%level %%logger %%msg%%n</pattern></encoder>
          </appender>
          %s
          <root level="INFO"><appender-ref ref="file"/></root>
        </configuration>
        """
        .formatted(folder.resolve(file), appenders);
  }

  private List<String> classPath(List<String> artifacts) {
    List<String> classPath = new ArrayList<>();
    classPath.add(folder.toString());
    classPath.add(Path.of("target", "test-classes").toAbsolutePath().toString());
    classPath.add(Path.of("target", "clients", "api").toAbsolutePath() + "/*");
    Artifacts.resolve(artifacts).forEach(jar -> classPath.add(jar.toString()));
    return classPath;
  }

  private String leak(ForkedJvm jvm) {
    return jvm.post(server.url("localhost", "/v1/x"), SECRET, Sender.Kind.BYTES);
  }

  private String log(String file) {
    try {
      Path log = folder.resolve(file);
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void isInTheLogOfAnExecutableJarOfSpringBoot() throws Exception {
    Path jar =
        ExecutableJar.pack(
            folder.resolve("app.jar"),
            Driver.class,
            Artifacts.resolve(LOGBACK),
            Map.of("logback.xml", logback("app.log", "")));
    ForkedJvm jvm =
        ForkedJvm.ofJar(jdk(), folder, List.of(guard()), jar, "UrlConnectionSender", SECRET);
    jvms.add(jvm);
    assertThat(leak(jvm)).contains("BlockedRequestException");

    eventually(
        "the line", jvm::stderr, () -> log("app.log").contains("ERROR dev.flowguard Blocked POST"));
    assertThat(jvm.stderr()).doesNotContain("flowguard: Blocked");
    assertThat(jvm.journal()).anyMatch(line -> line.contains("\"app_name\":\"app\""));
  }

  @Test
  void isInTheLogOfTheWebApplicationThatSentIt() throws Exception {
    for (String name : List.of("one", "two")) {
      Path classes = Files.createDirectories(folder.resolve(name));
      Files.writeString(classes.resolve("logback.xml"), logback(name + ".log", ""));
    }
    List<String> jars = new ArrayList<>();
    Artifacts.resolve(LOGBACK).forEach(jar -> jars.add(jar.toString()));
    ForkedJvm jvm =
        new ForkedJvm(
            jdk(),
            folder,
            List.of(
                guard(),
                "-Dweb.jars=" + String.join(":", jars),
                "-Dweb.classes=" + Path.of("target", "test-classes").toAbsolutePath()),
            ForkedJvm.CLASS_PATH,
            "WebApplications",
            SECRET);
    jvms.add(jvm);
    String url = server.url("localhost", "/v1/");
    assertThat(jvm.send("POST", url + "one", "", Sender.Kind.BYTES, new byte[0], 0))
        .isEqualTo("403");
    assertThat(jvm.send("POST", url + "two", "", Sender.Kind.BYTES, new byte[0], 0))
        .isEqualTo("403");

    eventually("the line of one", jvm::stderr, () -> log("one.log").contains("Blocked POST"));
    eventually("the line of two", jvm::stderr, () -> log("two.log").contains("Blocked POST"));
    assertThat(log("one.log").lines()).hasSize(1);
    assertThat(log("two.log").lines()).hasSize(1);
  }

  @Test
  void slf4jWithoutABindingLeavesTheLineToStandardError() throws Exception {
    ForkedJvm jvm =
        new ForkedJvm(
            jdk(),
            folder,
            List.of(guard()),
            classPath(List.of("org.slf4j:slf4j-api:2.0.17")),
            "UrlConnectionSender",
            SECRET);
    jvms.add(jvm);
    leak(jvm);

    eventually(
        "the line", jvm::stderr, () -> jvm.stderr().contains("flowguard: Blocked POST to target"));
  }

  /** The application sends forms, the tracker JSON; names of fields are masked. */
  private static boolean isOfTheTracker(String record) {
    return record.contains("json $");
  }

  @Test
  void anErrorTrackerThatSendsTheLineOnIsStoppedWithoutALoop() throws Exception {
    Files.writeString(
        folder.resolve("logback.xml"),
        logback(
                "app.log",
                """
            <appender name="sentry" class="io.sentry.logback.SentryAppender">
              <options><dsn>%s</dsn></options>
              <minimumEventLevel>WARN</minimumEventLevel>
              <minimumBreadcrumbLevel>INFO</minimumBreadcrumbLevel>
            </appender>
            """
                    .formatted(server.url("localhost", "/1").replace("://", "://key@")))
            .replace(
                "<root level=\"INFO\">", "<root level=\"INFO\"><appender-ref ref=\"sentry\"/>"));
    ForkedJvm jvm =
        new ForkedJvm(
            jdk(), folder, List.of(guard()), classPath(SENTRY), "BreadcrumbSender", SECRET);
    jvms.add(jvm);
    leak(jvm);
    eventually(
        "the tracker's own send",
        jvm::stderr,
        () -> jvm.journal().stream().anyMatch(LogIT::isOfTheTracker));
    for (int i = 0; i < 20; i++) {
      assertThat(leak(jvm)).contains("BlockedRequestException");
    }

    long lines = log("app.log").lines().filter(line -> line.contains("Blocked POST")).count();
    assertThat(lines).as(log("app.log")).isBetween(2L, 10L);
    long records = jvm.journal().stream().filter(LogIT::isOfTheTracker).count();
    assertThat(records).isLessThan(20);
    assertThat(server.takeRequests()).noneMatch(request -> request.toString().contains("harbour"));
  }
}
