package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The guard in the company of other agents, class archives, executable jars, virtual threads. */
@ParameterizedClass(name = "{0}")
@MethodSource("jdks")
class CompanyIT {
  private static final Path COMPANIONS = Path.of("target", "companions").toAbsolutePath();

  /** What the JVM says of archives goes to stdout, where results are read. */
  private static final String QUIET = "-Xlog:disable";

  private static final String SECRET =
      "The harbour master keeps the second ledger under the stove, behind the tin of nails.";

  private static final String POLICY =
      """
      policy: company
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @Parameter Path jdk;
  @TempDir Path folder;

  private final List<ForkedJvm> jvms = new ArrayList<>();
  private RawServer server;

  static Stream<Path> jdks() {
    return Jdks.all().stream();
  }

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

  private static String guard() {
    return "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal";
  }

  /** The program as a jar: archives of classes take no folders. */
  private Path program() throws IOException {
    Path jar = folder.resolve("program.jar");
    if (!Files.exists(jar)) {
      Path classes = Path.of("target", "test-classes");
      try (OutputStream file = Files.newOutputStream(jar);
          JarOutputStream out = new JarOutputStream(file);
          Stream<Path> all = Files.walk(classes.resolve("dev/flowguard/agent/contract"))) {
        for (Path each : all.filter(Files::isRegularFile).toList()) {
          out.putNextEntry(new ZipEntry(classes.relativize(each).toString()));
          out.write(Files.readAllBytes(each));
        }
      }
    }
    return jar;
  }

  private List<String> classPath(String... jars) throws IOException {
    List<String> classPath = new ArrayList<>();
    classPath.add(program().toString());
    classPath.add(Path.of("target", "clients", "api").toAbsolutePath() + "/*");
    TestClient.OKHTTP_5.jars().forEach(jar -> classPath.add(jar.toString()));
    classPath.addAll(List.of(jars));
    return classPath;
  }

  private ForkedJvm jvm(String sender, List<String> options, String... jars) throws IOException {
    ForkedJvm jvm = new ForkedJvm(jdk, folder, options, classPath(jars), sender, SECRET);
    jvms.add(jvm);
    return jvm;
  }

  private String send(ForkedJvm jvm, String value) {
    return jvm.run(
        "now",
        "1",
        "POST",
        server.url("localhost", "/v1/x"),
        "Content-Type:application/x-www-form-urlencoded",
        Sender.Kind.BYTES.name(),
        Base64.getEncoder()
            .encodeToString(
                ("note=" + URLEncoder.encode(value, StandardCharsets.UTF_8)).getBytes()),
        "0");
  }

  private void assertGuards(ForkedJvm jvm, String what) {
    assertThat(send(jvm, "fine")).as("%s: %s", what, jvm.stderr()).isEqualTo("200");
    server.takeRequests();
    assertThat(send(jvm, SECRET)).as("%s: %s", what, jvm.stderr()).contains("BlockedRequest");
    assertThat(server.bodyBytes()).as(what).isZero();
    assertThat(jvm.stderr()).as(what).contains("Flowguard ", ": guarding target; mode block");
    assertThat(jvm.stderr()).as(what).doesNotContain("NOT COVERED", "Please report this");
  }

  private void inBothOrders(String name, String other, List<String> more, String... jars)
      throws Exception {
    for (String sender : List.of("UrlConnectionSender", "JdkHttpSender", "OkHttpSender")) {
      for (boolean first : new boolean[] {true, false}) {
        List<String> options = new ArrayList<>(more);
        options.addAll(first ? List.of(other, guard()) : List.of(guard(), other));
        ForkedJvm jvm = jvm(sender, options, jars);
        assertGuards(jvm, name + (first ? " before, " : " after, ") + sender);
        jvm.close();
      }
    }
  }

  @Test
  void openTelemetryMayComeBeforeOrAfter() throws Exception {
    inBothOrders(
        "OpenTelemetry",
        "-javaagent:" + COMPANIONS.resolve("opentelemetry.jar"),
        List.of(
            "-Dotel.traces.exporter=none",
            "-Dotel.metrics.exporter=none",
            "-Dotel.logs.exporter=none"));
  }

  @Test
  void jaCoCoMayComeBeforeOrAfter() throws Exception {
    inBothOrders(
        "JaCoCo",
        "-javaagent:"
            + COMPANIONS.resolve("jacoco.jar")
            + "=destfile="
            + folder.resolve("jacoco.exec"),
        List.of());
  }

  @Test
  void mockitoMayComeBeforeOrAfterAndMockTheClient() throws Exception {
    Path mockito = COMPANIONS.resolve("mockito");
    for (boolean first : new boolean[] {true, false}) {
      String other = "-javaagent:" + mockito.resolve("mockito.jar");
      ForkedJvm jvm =
          jvm(
              "MockingSender",
              first ? List.of(other, guard()) : List.of(guard(), other),
              mockito + "/*");
      assertGuards(jvm, "Mockito " + (first ? "before" : "after"));
      jvm.close();
    }
  }

  @Test
  void anAotCacheTrainedWithTheGuardIsUsedAndItsClassesAreGuarded() throws Exception {
    assumeThat(jdk.toString()).as("AOT caches come with 25").contains("25");
    Path cache = folder.resolve("app.aot");
    for (String sender : List.of("OkHttpSender", "JdkHttpSender", "UrlConnectionSender")) {
      Files.deleteIfExists(cache);
      ForkedJvm training = jvm(sender, List.of(guard(), "-XX:AOTCacheOutput=" + cache, QUIET));
      assertGuards(training, "training");
      training.end();
      assertThat(cache).exists();
      // "on" refuses to start where the cache cannot be used.
      ForkedJvm jvm = jvm(sender, List.of(guard(), "-XX:AOTCache=" + cache, "-XX:AOTMode=on"));
      assertGuards(jvm, "AOT cache, " + sender);
      jvm.close();
    }
  }

  @Test
  void anAotCacheTrainedWithTheInstrumentModuleIsUsedToo() throws Exception {
    assumeThat(jdk.toString()).as("AOT caches come with 25").contains("25");
    Path cache = folder.resolve("app.aot");
    ForkedJvm training =
        jvm(
            "OkHttpSender",
            List.of("--add-modules", "java.instrument", "-XX:AOTCacheOutput=" + cache, QUIET));
    send(training, "fine");
    training.end();
    ForkedJvm jvm =
        jvm("OkHttpSender", List.of(guard(), "-XX:AOTCache=" + cache, "-XX:AOTMode=on"));
    assertGuards(jvm, "AOT cache without the guard");
  }

  @Test
  void classesOfASharedArchiveAreGuarded() throws Exception {
    Path archive = folder.resolve("app.jsa");
    ForkedJvm dump = jvm("OkHttpSender", List.of("-XX:ArchiveClassesAtExit=" + archive, QUIET));
    send(dump, "fine");
    dump.end();
    assertThat(archive).exists();
    assertGuards(
        jvm("OkHttpSender", List.of(guard(), "-XX:SharedArchiveFile=" + archive, QUIET)),
        "CDS archive");
  }

  @Test
  void anExecutableJarOfSpringBootIsGuarded() throws Exception {
    List<Path> jars = new ArrayList<>(TestClient.OKHTTP_5.jars());
    Path jar = ExecutableJar.pack(folder.resolve("app.jar"), Driver.class, jars, Map.of());
    ForkedJvm jvm = ForkedJvm.ofJar(jdk, folder, List.of(guard()), jar, "OkHttpSender", SECRET);
    jvms.add(jvm);
    assertGuards(jvm, "executable jar");
  }

  @Test
  void virtualThreadsAreGuardedAndNotPinned() throws Exception {
    assumeThat(jdk.toString()).as("virtual threads come with 21").contains("25");
    ForkedJvm jvm = jvm("VirtualThreadSender", List.of(guard()));
    assertThat(send(jvm, "fine")).as(jvm.stderr()).isEqualTo("200");
    server.takeRequests();
    assertThat(send(jvm, SECRET)).contains("100 of 100 failed", "BlockedRequestException");
    assertThat(server.bodyBytes()).isZero();
    assertThat(send(jvm, "fine")).isEqualTo("200");
    String pinned =
        jvm.run("later", "1", "POST", server.url("localhost", "/"), "", "NONE", "", "0");
    assertThat(pinned).as("threads pinned in code of the guard").isEqualTo("0");
  }
}
