package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.policy.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsIT {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final Path RESOURCES =
      Path.of("src", "test", "resources", "dev", "flowguard", "agent", "contract", "judging");
  private static final String CONTENT = "vineyard";

  @TempDir Path folder;

  @BeforeEach
  void copyFiles() throws Exception {
    for (String file : List.of("captured.jsonl", "cases.jsonl", "shop.har")) {
      Files.copy(RESOURCES.resolve(file), folder.resolve(file));
    }
  }

  @Test
  void scanFindsCapturedContentThatABrowserSent() throws Exception {
    Cli scan =
        Cli.run(
            JDK, folder, "scan", "shop.har", "--captured", "captured.jsonl", "--format", "json");

    assertThat(scan.exit()).isEqualTo(1);
    assertThat(scan.output().lines())
        .hasSize(5)
        .contains(
            "{\"id\":\"entries[1]\",\"method\":\"POST\",\"host\":\"region1.google-analytics.com\","
                + "\"path\":\"/g/collect\",\"policy\":\""
                + policy()
                + "\",\"decision\":\"block\",\"inspection\":\"complete\",\"violations\":"
                + "[{\"rule\":\"no-content-to-processors\",\"category\":\"chat-conversation\","
                + "\"processor\":\"google-analytics\",\"locations\":[\"query ep.title\"]}]}",
            "{\"id\":\"entries[2]\",\"method\":\"POST\",\"host\":\"api.stripe.com\","
                + "\"path\":\"/v1/payment_intents\",\"policy\":\""
                + policy()
                + "\",\"decision\":\"allow\",\"inspection\":\"complete\",\"violations\":[]}");
    assertThat(scan.output()).doesNotContain(CONTENT);
  }

  /** As each result names the policy, so that a result that is kept can be understood later. */
  private static String policy() {
    Policy policy = Policy.builtIn();
    return policy.name()
        + " r"
        + policy.revision()
        + " sha256 "
        + policy.hash().substring(0, 12)
        + " (built in)";
  }

  @Test
  void scanReadsStandardInput() throws Exception {
    Cli scan =
        Cli.run(
            JDK,
            folder,
            ProcessBuilder.Redirect.from(folder.resolve("shop.har").toFile()),
            "scan",
            "-",
            "--captured",
            "captured.jsonl");

    assertThat(scan.exit()).isEqualTo(1);
    assertThat(scan.output()).contains("entries[1]", "2 with violations", "policy " + policy());
  }

  @Test
  void explainEndsWithASentenceThatNamesClauseAndRemedy() throws Exception {
    Cli explain = Cli.run(JDK, folder, "explain", "cases.jsonl#note");

    assertThat(explain.output().strip().lines().reduce((a, b) -> b))
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .startsWith("block: chat-conversation would reach stripe in ")
                    .contains(
                        "Rule no-content-to-processors keeps C1, Detailed Information on the"
                            + " Processing of your Personal Data: ",
                        "Remedy: Send an id or a count instead."));
  }

  @Test
  void explainPrintsTheStepsOfOneRequestOfARecording() throws Exception {
    Cli explain =
        Cli.run(JDK, folder, "explain", "shop.har#entries[1]", "--captured", "captured.jsonl");
    Cli none = Cli.run(JDK, folder, "explain", "shop.har#entries[99]");

    assertThat(explain.exit()).isZero();
    assertThat(explain.output())
        .startsWith("entries[1], POST region1.google-analytics.com/g/collect\n")
        .contains(
            "destination",
            "run          34 of 32 letters needed, of chat-conversation from captured file"
                + " captured.jsonl:1, document 1, owner ",
            "block: chat-conversation would reach google-analytics in ",
            "keeps C1, Detailed Information",
            "Remedy: Send an id or a count instead.")
        .doesNotContain(CONTENT);
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.output()).contains("has no request entries[99]", "entries[3]");
  }

  @Test
  void scanNamesEachHostAndPathBecauseARecordingIsTestData() throws Exception {
    Files.writeString(
        folder.resolve("host.har"),
        "{\"log\":{\"entries\":[{\"request\":{\"method\":\"GET\",\"url\":"
            + "\"https://new-analytics-vendor\u202e.example/\"}}]}}");

    Cli scan = Cli.run(JDK, folder, "scan", "host.har");

    assertThat(scan.output())
        .contains("hosts that the policy does not name", "new-analytics-vendor?.example: 1");
  }

  @Test
  void scanOfACleanRecordingEndsWithZero() throws Exception {
    Path clean = folder.resolve("clean.har");
    Files.writeString(
        clean,
        "{\"log\":{\"entries\":[{\"request\":{\"method\":\"GET\",\"url\":\"https://a.example/\"}}]}}");

    Cli scan = Cli.run(JDK, folder, "scan", "clean.har");

    assertThat(scan.exit()).isZero();
    assertThat(scan.output()).contains("1 requests: 0 with violations");
  }

  @Test
  void scanRefusesWhatIsNoRecordingAndSaysWhatToDo() throws Exception {
    Files.writeString(folder.resolve("torn.har"), "{\"log\":{\"entries\":[{\"request\":");

    for (String file : List.of("nothing.har", "cases.jsonl", "torn.har", ".")) {
      Cli scan = Cli.run(JDK, folder, "scan", file);

      assertThat(scan.exit()).as(file).isEqualTo(2);
      assertThat(scan.output()).startsWith(file).contains(". ").doesNotContain("Exception");
    }
  }

  @Test
  void anUnknownCategoryOfACapturedValueIsUnusableInput() throws Exception {
    Path cases = folder.resolve("cases.jsonl");
    Files.writeString(
        cases,
        Files.readString(cases)
            .replace(
                "[{\"category\": \"chat-conversation\"", "[{\"category\": \"chat-conversatoin\""));
    Files.writeString(
        folder.resolve("bad.jsonl"), "{\"category\":\"chat-conversatoin\",\"text\":\"x\"}\n");

    for (List<String> command :
        List.of(
            List.of("test", "cases.jsonl"),
            List.of("explain", "cases.jsonl#order"),
            List.of("scan", "shop.har", "--captured", "bad.jsonl"))) {
      Cli run = Cli.run(JDK, folder, command.toArray(String[]::new));

      assertThat(run.exit()).as(command.get(0)).isEqualTo(2);
      assertThat(run.output())
          .as(command.get(0))
          .contains("unknown category 'chat-conversatoin'. Did you mean 'chat-conversation'?");
    }
  }

  @Test
  void validateComparesSourcesWithTheClassesOfTheApplication() throws Exception {
    Path classes = Path.of("target", "test-classes").toAbsolutePath();
    Files.writeString(
        folder.resolve("policy.yaml"),
        """
        policy: p
        processors: { target: { hosts: [localhost] } }
        categories:
          chat-conversation:
            sources:
              - { method: "%1$s#exit()" }
              - { method: "%1$s#ouptut()" }
              - { method: "%1$sx#output()" }
        rules: [{ id: no-chats, never: [chat-conversation], reach: [target] }]
        """
            .formatted(Cli.class.getName()));

    Cli all = Cli.run(JDK, folder, "validate", "policy.yaml", "--classpath", classes.toString());

    assertThat(all.exit()).isEqualTo(1);
    assertThat(all.output())
        .contains("policy.yaml:6:9: the class " + Cli.class.getName() + " has exit(), but none")
        .contains("policy.yaml:7:9: ")
        .contains("has no method ouptut. Did you mean output?")
        .contains("policy.yaml:8:9: no class " + Cli.class.getName() + "x on this class path");
    Cli none = Cli.run(JDK, folder, "validate", "policy.yaml", "--classpath", "nothing.jar");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.output()).contains("nothing.jar: no such file");
  }

  @Test
  void scanRefusesCapturedValuesThatItCannotRead() throws Exception {
    Files.writeString(folder.resolve("bad.jsonl"), "{\"category\":\"chat-conversation\"}\n");

    Cli scan = Cli.run(JDK, folder, "scan", "shop.har", "--captured", "bad.jsonl");

    assertThat(scan.exit()).isEqualTo(2);
    assertThat(scan.output()).contains("bad.jsonl:1: a captured value needs a category");
  }

  @Test
  void explainPrintsEachStepOfACaseWithoutItsContent() throws Exception {
    Cli explain = Cli.run(JDK, folder, "explain", "cases.jsonl#note");

    assertThat(explain.exit()).isZero();
    assertThat(explain.output())
        .contains("destination", "unfold", "provenance", "decide")
        .doesNotContain(CONTENT);
  }

  @Test
  void explainNamesTheNearestCaseAndTheWayToAnEvent() throws Exception {
    Cli nearest = Cli.run(JDK, folder, "explain", "cases.jsonl#ordre");
    Cli neither = Cli.run(JDK, folder, "explain", "order");

    assertThat(nearest.exit()).isEqualTo(2);
    assertThat(nearest.output()).contains("Did you mean order?");
    assertThat(neither.exit()).isEqualTo(2);
    assertThat(neither.output()).contains("CASES.jsonl#ID", "--journal");
  }

  @Test
  void explainOfAnEventPrintsWhatTheJournalRecorded() throws Exception {
    Path journal = Files.createDirectory(folder.resolve("journal"));
    Files.writeString(
        journal.resolve("flowguard-20260101T000000Z-1.jsonl"),
        "{\"time\":0,\"metadata\":{\"uid\":\"one\"}}\n"
            + "{\"time\":0,\"metadata\":{\"uid\":\"two\"},\"unmapped\":{\"outcome\":\"blocked\"},\"crc32c\":\"0\"}\n");

    Cli known = Cli.run(JDK, folder, "explain", "two", "--journal", "journal");
    Cli unknown = Cli.run(JDK, folder, "explain", "three", "--journal", "journal");

    assertThat(known.exit()).isZero();
    assertThat(known.output()).contains("1970-01-01T00:00:00Z").containsPattern("outcome +blocked");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.output()).contains("holds no event three");
  }

  @Test
  void explainOfAnEventNamesTheIdsThatBeginAsACutOffOneAndTheWayToTheJournal() throws Exception {
    Path journal = Files.createDirectory(folder.resolve("journal"));
    Files.writeString(
        journal.resolve("flowguard-20260101T000000Z-1.jsonl"),
        "{\"time\":0,\"metadata\":{\"uid\":\"0197-one\"}}\n");

    assertThat(Cli.run(JDK, folder, "explain", "0197", "--journal", "journal").output())
        .contains("holds no event 0197. Ids that begin so: 0197-one.");
    assertThat(Cli.run(JDK, folder, "explain", "0197-one", "--journal", "nowhere").output())
        .contains("nowhere: no such file or folder. Name the folder that journal.dir sets");
  }

  @Test
  void explainOfAnEventSaysIfThePolicyIsAnotherThanThatOfTheRecord() throws Exception {
    Path journal = Files.createDirectory(folder.resolve("journal"));
    Files.writeString(
        journal.resolve("flowguard-20260101T000000Z-1.jsonl"),
        "{\"is_alert\":true,\"metadata\":{\"uid\":\"one\"},\"data_security\":{\"category\":\"chat\","
            + "\"policy\":{\"name\":\"other\",\"uid\":\"no-chats\",\"version\":\"7\"}},"
            + "\"dst_endpoint\":{\"name\":\"pay\"},\"unmapped\":{\"locations\":[\"form note\"],"
            + "\"matched_length\":40,\"matched_unit\":\"chars\",\"clauses\":[\"C9\"],"
            + "\"compared\":[{\"kind\":\"run\",\"source\":\"s\",\"document\":3,\"owner\":\"zz\","
            + "\"length\":40,\"letters\":34,\"letters_needed\":32,\"not_counted\":{\"ids\":6}}],"
            + "\"outcome\":\"blocked\",\"policy_hash\":\"00\"}}\n");

    Cli explain = Cli.run(JDK, folder, "explain", "one", "--journal", "journal");

    assertThat(explain.exit()).isZero();
    assertThat(explain.output())
        .contains(
            "compared     34 of 32 letters needed, of chat from s, document 3;"
                + " a run of 40 letters, without 6 ids\n")
        .endsWith(
            "blocked: chat would have reached pay in form note (40 chars). Rule no-chats keeps C9.\n"
                + "The record is of the policy other, revision 7. Name its file with --policy to read"
                + " its clauses and the remedy.\n");
  }

  @Test
  void explainOfAnAllowedCaseNamesTheThresholdsThatAShortValueMissed() throws Exception {
    Files.writeString(
        folder.resolve("short.jsonl"),
        "{\"id\":\"short\",\"verdict\":\"allow\",\"method\":\"POST\","
            + "\"url\":\"https://api.stripe.com/v1/customers\",\"contentType\":\"application/json\","
            + "\"bodyUtf8\":\"{\\\"note\\\":\\\"Emil hit me last\\\"}\",\"difficulty\":1,\"captured\":"
            + "[{\"category\":\"chat-conversation\",\"text\":\"Emil hit me last\"}]}\n");

    assertThat(Cli.run(JDK, folder, "explain", "short.jsonl#short").output())
        .contains(
            "noted, not blocked: chat-conversation at json $.note"
                + " (too short to be sure: 13 of 16 letters and 4 of 3 words needed).",
            "near miss: 13 of 16 letters and 4 of 3 words needed, of chat-conversation from");
  }

  @Test
  void textInAPermittedFieldIsNotANearMiss() throws Exception {
    Files.writeString(
        folder.resolve("permitted.jsonl"),
        Files.readString(folder.resolve("cases.jsonl")).replace("metadata%5Bnote%5D", "name"));

    assertThat(Cli.run(JDK, folder, "explain", "permitted.jsonl#note").output())
        .contains("subtract     chat-conversation at form name is permitted")
        .doesNotContain("near miss");
  }

  @Test
  void explainFindsAnEventInTheFolderThatAUserHasInASharedOne() throws Exception {
    Path own = Files.createDirectories(folder.resolve("volume/flowguard-1000"));
    Files.writeString(
        own.resolve("flowguard-20260101T000000000Z-1.jsonl"),
        "{\"time\":0,\"metadata\":{\"uid\":\"two\"},\"unmapped\":{\"outcome\":\"blocked\"}}\n");
    Path alerts = Files.createDirectories(folder.resolve("volume/alerts"));
    Files.writeString(alerts.resolve("refused.jsonl"), "{\"metadata\":{\"uid\":\"three\"}}\n");

    assertThat(Cli.run(JDK, folder, "explain", "two", "--journal", "volume").output())
        .containsPattern("outcome +blocked");
    assertThat(Cli.run(JDK, folder, "explain", "three", "--journal", "volume").exit()).isEqualTo(2);
  }
}
