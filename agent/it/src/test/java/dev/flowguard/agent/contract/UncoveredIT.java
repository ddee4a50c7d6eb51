package dev.flowguard.agent.contract;

import static dev.flowguard.agent.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that no gate fits is never skipped silently. */
class UncoveredIT {
  private static final Path JDK = Path.of(System.getProperty("java.home"));

  private static final String POLICY =
      """
      policy: uncovered
      processors: { target: { hosts: [localhost], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
      """;

  @TempDir Path folder;

  @Test
  void aHookedClassOfAnotherShapeIsToldOnceEverywhere() throws Exception {
    assertTold("MisfitSender", "misfit", "intercept");
  }

  @Test
  void aClientWithNoneOfTheHookedClassesIsToldOnceEverywhere() throws Exception {
    assertTold("HollowSender", "hollow", "none of the classes that are hooked exists");
  }

  private void assertTold(String sender, String sources, String why) throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    TestClient client = new TestClient("of another build", sender, sources, List.of());
    String agent = "-javaagent:" + Cli.JAR + "=policy=policy.yaml,journal.dir=journal";
    try (ForkedJvm jvm =
        new ForkedJvm(JDK, folder, List.of(agent), client.classPath(JDK), sender, "x".repeat(40))) {
      // It still works, and is reported within a second or two.
      eventually(
          "the report of an uncovered client",
          jvm::stderr,
          () -> {
            assertThat(jvm.run("now", "1", "GET", "http://localhost/", "", "NONE", "", "0"))
                .isEqualTo("200");
            return isReported(jvm);
          });
      assertThat(jvm.run("now", "1", "GET", "http://localhost/", "", "NONE", "", "0"))
          .isEqualTo("200");

      assertThat(jvm.stderr().lines().filter(line -> line.contains("okhttp is NOT COVERED")))
          .singleElement()
          .satisfies(line -> assertThat(line).contains(why));
      Cli doctor = Cli.doctor(JDK, folder, jvm.pid(), "PROBLEM");
      assertThat(doctor.exit()).isEqualTo(1);
      assertThat(doctor.output())
          .contains("gate     okhttp  uncovered", "PROBLEM  the client okhttp is NOT COVERED", why);
      jvm.end();
      assertThat(jvm.journal().stream().filter(line -> line.contains("client not covered")))
          .singleElement()
          .satisfies(line -> assertThat(line).contains("\"type\":\"audit\"", "okhttp", why));
    }
  }

  private static boolean isReported(ForkedJvm jvm) {
    return jvm.stderr().contains("NOT COVERED");
  }
}
