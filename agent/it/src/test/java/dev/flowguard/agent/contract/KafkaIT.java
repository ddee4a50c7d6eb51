package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values of declared topics are known before the application has them, whatever deserialises them,
 * and when it has sent them; the application and the broker see what they would see without the
 * agent.
 */
@ParameterizedClass(name = "kafka-clients {0}")
@ValueSource(strings = {"2.1.0", "3.6.0", "3.9.2", "4.4.0"})
@SourceCoverage("kafka")
class KafkaIT {
  private static final String POLICY =
      """
      policy: broker
      processors: { target: { hosts: [localhost], text: structured } }
      categories:
        chats:
          sources:
            - { kafka: "chat-*" }
            - { kafka: messages, fields: ["$.text"], owner: "$.user" }
            - { kafka: owned, owner: "header x-USER" }
            - { kafka: audits }
      rules: [{ id: no-content, never: [chats], reach: [target] }]
      """;

  @TempDir static Path root;

  private static KafkaServer broker;
  private static RawServer processor;
  private static RunningProgram program;

  @Parameter String version;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = KafkaServer.start(Files.createTempDirectory(root, "broker"));
  }

  @BeforeParameterizedClassInvocation
  static void run(String version) throws Exception {
    processor = new RawServer(null);
    List<String> jars =
        Artifacts.resolve(List.of("org.apache.kafka:kafka-clients:" + version)).stream()
            .map(Path::toString)
            .toList();
    List<String> classPath = new ArrayList<>(jars);
    Path sources = Path.of("src/test/clients/kafka");
    classPath.add(CompiledSources.of(Jdks.all().get(0), sources, jars).toString());
    program =
        RunningProgram.guarded(
            Files.createTempDirectory(root, "client"),
            POLICY,
            classPath,
            "dev.flowguard.agent.contract.KafkaProgram",
            broker.address(),
            broker.texts().toString(),
            processor.url("localhost", "/leak"));
  }

  @AfterParameterizedClassInvocation
  static void end() throws Exception {
    if (program != null) {
      program.close();
    }
    processor.close();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    if (broker != null) {
      broker.close();
    }
  }

  private static void assertOutcome(String outcome, String... names) {
    for (String name : names) {
      assertThat(program.outcomes()).containsEntry(name, outcome);
    }
  }

  @Test
  void sendsWhatTheApplicationHasNotConsumed() {
    assertOutcome(Leak.SENT, "unread");
  }

  @Test
  void stopsWhatAnyDeserializerReadsAsSoonAsItHasBeenPolled() {
    assertOutcome(Leak.STOPPED, "string", "bytes", "buffer");
  }

  @Test
  void stopsWhatADeserializerSendsItself() {
    assertOutcome(Leak.STOPPED, "within");
  }

  @Test
  void stopsAValueThatCannotBeDeserialized() {
    assertOutcome(Leak.STOPPED, "failed");
  }

  @Test
  void stopsWhatCameInACompressedBatch() {
    assertOutcome(Leak.STOPPED, "gzip");
  }

  @Test
  void stopsTheBeginningOfAValueThatIsLargerThanTheGuardReads() {
    assertOutcome(Leak.STOPPED, "large");
  }

  @Test
  void doesNotTakeRecordsThatWereFetchedAndNotPolled() {
    assertOutcome(Leak.STOPPED, "first", "second");
    assertOutcome(Leak.SENT, "fetched");
  }

  @Test
  void doesNotTakeRecordsOfAnAbortedTransactionThatTheApplicationDoesNotGet() {
    assertOutcome(Leak.STOPPED, "committed");
    assertOutcome(Leak.SENT, "aborted");
  }

  @Test
  void stopsTheDeclaredFieldOfAValueAndSendsTheOthers() {
    assertOutcome(Leak.STOPPED, "field", "produced field");
    assertOutcome(Leak.SENT, "other field", "produced other field");
  }

  @Test
  void forgetsByTheOwnerThatTheLastHeaderNames() {
    assertOutcome(Leak.STOPPED, "owned", "owned by the last header");
    assertOutcome(Leak.SENT, "forgotten");
  }

  @Test
  void sendsValuesOfAnUndeclaredTopic() {
    assertOutcome(Leak.SENT, "undeclared", "produced undeclared");
  }

  @Test
  void stopsWhatTheApplicationHasProducedBeforeTheBrokerHasIt() {
    assertOutcome(Leak.STOPPED, "produced", "produced aborted");
  }

  @Test
  void leavesTheApplicationItsRecordsAsTheyAre() {
    assertOutcome("same", "mixed");
  }

  @Test
  void leavesTheBrokerItsRecordsAsTheyAre() {
    assertOutcome("same", "written null", "written empty", "written text");
  }

  @Test
  void saysWhichSourcesHaveFiredAndWhichTopicsWereSeen() throws Exception {
    assertThat(program.doctor(": active", "never fired"))
        .containsPattern("kafka chat-\\*[^\\n]*active")
        .containsPattern("kafka audits[^\\n]*never fired[^\\n]* audit \\(");
    assertThat(program.errors()).doesNotContain("tap of");
  }
}
