package dev.flowguard.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyFileTest {
  private static final String SMALL =
      """
      policy: p
      processors:
        pay: { hosts: [pay.example], text: structured }
      categories:
        diary: { shapes: [chat-transcript], sources: [{ method: "a.B#c(int, a.D) arg 1" }] }
      rules:
        - { id: r, never: [diary], reach: [pay, undeclared] }
      """;

  private static List<String> problems(String yaml) {
    return PolicyFile.read("p.yaml", yaml.getBytes(StandardCharsets.UTF_8)).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  private static Policy policy(String yaml) {
    PolicyFile.Reading reading = PolicyFile.read("p.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.policy()).isNotNull();
    return reading.policy();
  }

  @Test
  void readsTheSmallestPolicy() {
    Policy policy = policy(SMALL);

    assertThat(policy.mode()).isEqualTo(Mode.BLOCK);
    assertThat(policy.rules()).hasSize(1);
    assertThat(policy.hash()).hasSize(64);
    assertThat(policy.categories().get("diary").sources())
        .containsExactly(
            new Source.Method("a.B#c(int, a.D) arg 1", "a.B", "c", List.of("int", "a.D"), 1));
  }

  @Test
  void readsTheBuiltInPolicyWithoutAProblem() {
    Policy policy = Policy.builtIn();

    assertThat(policy.processors()).containsOnlyKeys("stripe", "crisp", "google-analytics");
    assertThat(policy.rules()).hasSize(5);
  }

  @Test
  void saysWhichKindsAreNotActiveAndWhichClausesThatLeavesUnproven() {
    assertThat(policy(SMALL).notActive(Set.of(), Set.of("method")))
        .containsExactly(new NotActive("shape chat-transcript", "diary", List.of()));
    assertThat(Policy.builtIn().notActive(Set.of(), Set.of()))
        .contains(new NotActive("source jdbc", "chat-conversation", List.of("C1", "C2")));
  }

  @Test
  void refusesPatternsThatALinearEngineCannotRun() {
    String policy =
        """
        policy: p
        processors: { pay: { hosts: [pay.example] } }
        categories:
          diary:
            patterns:
              - { id: back, matches: '(a)\\1' }
              - { id: all, matches: 'a*' }
              - { id: twin, matches: 'ab' }
              - { id: twin, matches: 'cd' }
              - { id: long, matches: '%s' }
              - { id: odd, match: 'x' }
        rules: [{ id: r, never: [diary], reach: [pay] }]
        """
            .formatted("x".repeat(513));

    assertThat(problems(policy))
        .satisfiesExactly(
            problem -> assertThat(problem).startsWith("p.yaml:6:").contains("RE2's syntax"),
            problem -> assertThat(problem).startsWith("p.yaml:7:").contains("empty text"),
            problem -> assertThat(problem).startsWith("p.yaml:9:").contains("called 'twin'"),
            problem -> assertThat(problem).startsWith("p.yaml:10:").contains("512 characters"),
            problem -> assertThat(problem).startsWith("p.yaml:11:").contains("matches"),
            problem -> assertThat(problem).startsWith("p.yaml:11:").contains("Did you mean"));
  }

  @Test
  void tellsAllErrorsAtOnceWithPlaceNearestWordAndMend() {
    assertThat(
            problems(
                """
                policy: p
                mod: block
                processors:
                  pay: { catalogue: strype }
                categories:
                  diary: { shapes: [chat-transscript], sources: [{ methode: "a.B#c()" }] }
                rules:
                  - { id: r, never: [dairy], reach: [pay] }
                """))
        .containsExactly(
            "p.yaml:2:1: unknown key 'mod'. Did you mean 'mode'? Known: categories, census,"
                + " document, environments, exceptions, first-party, mode, on-incomplete, policy, processors,"
                + " public, revision, rules.",
            "p.yaml:4:21: unknown catalogue entry 'strype'. Did you mean 'stripe'? Known: stripe,"
                + " crisp, google-analytics.",
            "p.yaml:6:21: unknown shape 'chat-transscript'. Did you mean 'chat-transcript'? Known:"
                + " chat-transcript, document-file, image-file, generated-image, embedding-vector, signed-link,"
                + " email, phone, card-number.",
            "p.yaml:6:52: unknown source kind 'methode'. Did you mean 'method'? Known: exchange,"
                + " method, jdbc, multipart, files, annotation.",
            "p.yaml:8:22: unknown category 'dairy'. Did you mean 'diary'? Known: diary.");
  }

  @Test
  void needsPolicyProcessorsCategoriesAndRules() {
    assertThat(problems("mode: off"))
        .containsExactly(
            "p.yaml:1:1: the policy needs 'policy'",
            "p.yaml:1:1: the policy needs 'categories'",
            "p.yaml:1:1: the policy needs 'processors'",
            "p.yaml:1:1: the policy needs 'rules'");
  }

  @Test
  void refusesAnchorsAliasesTagsAndSecondDocuments() {
    assertThat(problems("policy: &a p\nrules: *a\nmode: !!java.net.URL x\n---\nx: y\n"))
        .containsExactly(
            "p.yaml:1:9: anchors (&a) are refused: write the value out",
            "p.yaml:2:8: aliases (*name) are refused: write the value out",
            "p.yaml:3:7: tags (!…) are refused: a policy is plain data",
            "p.yaml:4:1: a second document is refused: one policy a file");
  }

  @Test
  void refusesDeepNestingWithoutBuildingIt() {
    assertThat(problems("[".repeat(100_000)))
        .containsExactly("p.yaml:1:33: nested deeper than 32 levels");
  }

  @Test
  void refusesLargeAndForeignFiles() {
    assertThat(problems("#".repeat(PolicyFile.MAX_BYTES + 1)))
        .containsExactly("p.yaml: is larger than 1 MiB. A policy is a page or two.");
    assertThat(PolicyFile.read("p.yaml", new byte[] {(byte) 0xff, 0, 1}).problems())
        .hasToString("[p.yaml: is not UTF-8. Save it as UTF-8.]");
    assertThat(problems(""))
        .containsExactly("p.yaml: is empty. A policy has policy, processors, categories, rules.");
  }

  @Test
  void tellsAKeyThatStandsTwice() {
    assertThat(problems(SMALL + "mode: off\nmode: block\n"))
        .containsExactly("p.yaml:9:1: 'mode' stands here a second time: keep one");
  }

  @Test
  void wantsOwnerReasonAndExpiryOfAnException() {
    assertThat(problems(SMALL + "exceptions:\n  - { rule: r, processor: pay }\n"))
        .containsExactly(
            "p.yaml:9:5: an exception needs 'owner'",
            "p.yaml:9:5: an exception needs 'reason'",
            "p.yaml:9:5: an exception needs 'expires'");
  }

  @Test
  void warnsOfAnExpiredException() {
    assertThat(
            problems(
                SMALL
                    + "exceptions:\n  - { rule: r, processor: pay, owner: dpo, reason: x, expires:"
                    + " 2020-01-31 }\n"))
        .containsExactly(
            "p.yaml:9:5: warning: this exception expired on 2020-01-31 and permits nothing: remove"
                + " it, or have dpo renew it");
  }

  /** At any hour, it is another day than in UTC in one of these zones. */
  @ParameterizedTest
  @ValueSource(strings = {"Etc/GMT+12", "Pacific/Kiritimati"})
  void endsAnExceptionWithItsDayInUtcWhereverTheMachineIs(String zone) {
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone(zone));
      LocalDate today = LocalDate.now(ZoneOffset.UTC);
      String exception =
          SMALL + "exceptions:\n  - { rule: r, processor: pay, owner: dpo, reason: x, expires: ";

      assertThat(problems(exception + today + " }\n")).isEmpty();
      assertThat(problems(exception + today.minusDays(1) + " }\n"))
          .singleElement()
          .asString()
          .contains("expired");
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void wantsAClauseForEachRuleWhereThereAreClauses() {
    assertThat(
            problems(SMALL + "document: { title: t, clauses: { C1: { section: s, says: x } } }\n"))
        .containsExactly("p.yaml:7:5: warning: rule 'r' keeps no clause: say which with 'keeps'");
  }
}
