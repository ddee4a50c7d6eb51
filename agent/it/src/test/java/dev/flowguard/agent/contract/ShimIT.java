package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first class of the agent holds, whatever becomes of the others. */
class ShimIT {
  /** Allows no more a security manager from this one on. */
  private static final int NO_SECURITY_MANAGER = 24;

  @TempDir Path folder;

  private record End(int code, String out, String err) {}

  private End start(Path jar, String arguments, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.add("-javaagent:" + jar + "=journal.dir=journal," + arguments);
    command.add("-cp");
    command.add(Path.of("target", "test-classes").toAbsolutePath().toString());
    command.add(StartIT.Ran.class.getName());
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new End(process.exitValue(), out, Files.readString(err));
  }

  /** The jar without one class that each start needs. */
  private Path incomplete() throws IOException {
    Path jar = Files.copy(AgentJar.PATH, folder.resolve("incomplete.jar"));
    try (FileSystem entries = FileSystems.newFileSystem(jar)) {
      Path start = entries.getPath("inst/start.zip");
      Path unpacked = Files.copy(start, folder.resolve("start.zip"));
      try (FileSystem classes = FileSystems.newFileSystem(unpacked)) {
        Files.delete(classes.getPath("dev/flowguard/agent/weave/Weaver.class"));
      }
      Files.copy(unpacked, start, StandardCopyOption.REPLACE_EXISTING);
    }
    return jar;
  }

  @Test
  void failStartEndsTheJvmWhereTheJarIsIncomplete() throws Exception {
    End end = start(incomplete(), "fail-start=true");

    assertThat(end.code()).isEqualTo(1);
    assertThat(end.out()).doesNotContain("ran");
    assertThat(end.err())
        .contains("not attached, nothing is guarded: ", "Weaver", "fail-start is set");
  }

  @Test
  void withoutFailStartTheProgramRunsWhereTheJarIsIncomplete() throws Exception {
    End end = start(incomplete(), "fail-start=false");

    assertThat(end.code()).isZero();
    assertThat(end.out()).contains("ran");
    assertThat(end.err()).contains("not attached, nothing is guarded: ", "Weaver");
  }

  @Test
  void failStartEndsTheJvmWhereASecurityManagerForbidsToStart() throws Exception {
    assumeThat(Runtime.version().feature()).isLessThan(NO_SECURITY_MANAGER);

    End end = start(AgentJar.PATH, "fail-start=true", "-Djava.security.manager");

    assertThat(end.code()).isNotZero();
    assertThat(end.out()).doesNotContain("ran");
    assertThat(end.err()).contains("not attached, nothing is guarded: ", "fail-start is set");
  }

  @Test
  void aProgramWithoutAClientLoadsNothingThatJudges() throws Exception {
    Path loaded = folder.resolve("loaded");

    End end = start(AgentJar.PATH, "fail-start=true", "-Xlog:class+load=info:file=" + loaded);

    assertThat(end.out()).contains("ran");
    assertThat(Files.readString(loaded))
        .contains("dev.flowguard.agent.guard.EnforcingGuard ")
        .doesNotContain(
            "dev.flowguard.agent.guard.Proof$Attempt ",
            "dev.flowguard.rules.payload.Payload ",
            "dev.flowguard.rules.decision.Verdict ",
            "dev.flowguard.agent.event.OcsfJson ");
  }
}
