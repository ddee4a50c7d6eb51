package dev.flowguard.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.names.SeenNames;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A record says how long what was found is against what is needed, and nothing of what it is. */
class ComparedRecordTest {
  private static final String FIRST =
      "Quorvex brindle zamphir tolquent marsivo kelpingar duvontry hesperack wolfinde yastrup";

  private final ProtectedContent content = new ProtectedContent();
  private final Policy policy = Policy.builtIn();
  private final Judge judge = new Judge(policy, null, content, Clock.systemUTC());
  private final EventFactory events = new EventFactory(Fingerprints.random(), policy, content);

  /** The records of a request with this value in a field at Stripe. */
  private String records(String value) {
    OutboundRequest request =
        new OutboundRequest(
            "POST",
            "https://api.stripe.com/v1/charges",
            List.of(new Header("Content-Type", "application/json")),
            new Body.Held(("{\"metadata\":\"" + value + "\"}").getBytes(StandardCharsets.UTF_8)),
            "test");
    Verdict verdict = judge.judge(request);
    StringBuilder records = new StringBuilder();
    verdict
        .violations()
        .forEach(
            each ->
                records.append(
                    OcsfJson.of(
                        events.violation(request, verdict, each, List.of(), 0, new SeenNames()))));
    verdict
        .notices()
        .forEach(
            each ->
                records.append(
                    OcsfJson.of(
                        events.notice(request, verdict, each, List.of(), new SeenNames()))));
    return records.toString();
  }

  private void chat(String text, String owner) {
    content.capture("chat-conversation", "http-in POST /api/chat", text, owner, null);
  }

  private static void assertHasNothingOf(String text, String records) {
    for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z]+")) {
      assertThat(records.toLowerCase(Locale.ROOT)).doesNotContain(word);
    }
  }

  @Test
  void aViolationHasTheLengthsOfTheRunTheThresholdAndTheKeyedOwner() {
    chat(FIRST, "owner-zebulon");

    String record = records(FIRST);

    assertThat(record)
        .contains(
            "\"compared\":[{\"kind\":\"run\",\"decisive\":true,\"location\":\"json $.metadata\","
                + "\"source\":\"http-in POST /api/chat\",\"document\":1,\"owner\":\"")
        .contains("\"length\":77,\"letters\":77,\"letters_needed\":32}]");
    assertHasNothingOf(FIRST + " zebulon", record);
  }

  @Test
  void whatWasSubtractedIsCountedByItsReason() {
    chat(FIRST, null);
    content.publish("duvontry hesperack wolfinde yastrup");

    String record = records(FIRST);

    assertThat(record)
        .containsPattern(
            "\"length\":77,\"letters\":4\\d,\"letters_needed\":32,\"not_counted\":\\{\"published\":3\\d");
    assertHasNothingOf(FIRST, record);
  }

  @Test
  void aShortValueHasItsLettersAndWords() {
    chat("Brindle hit zamphir on Sunday", null);

    String record = records("Brindle hit zamphir on Sunday");

    assertThat(record)
        .contains(
            "\"compared\":[{\"kind\":\"whole-value\",\"decisive\":true,",
            "\"length\":25,\"letters\":25,\"letters_needed\":16,\"words\":5,\"words_needed\":3}]");
    assertHasNothingOf("brindle zamphir sunday", record);
  }

  @Test
  void aNearMissThatIsRecordedHasThemToo() {
    chat("Brindle hit tolquent", null);
    chat("tolquentbrindle", null);

    String record = records("tolquentbrindle");

    assertThat(record)
        .contains(
            "\"is_alert\":false",
            "\"compared\":[{\"kind\":\"whole-value\",\"decisive\":false,",
            "\"letters\":15,\"letters_needed\":16,\"words\":1,\"words_needed\":3}]");
    assertHasNothingOf("tolquentbrindle", record);
  }

  @Test
  void aRecordHasThreeOfThemAtMost() {
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      String text = FIRST.substring(0, 40) + " number " + (char) ('a' + i % 26) + i + FIRST;
      chat(text, "owner " + i % 2);
      value.append(text).append(" ---- ");
    }

    String record = records(value.toString());

    assertThat(record.split("\"letters_needed\"", -1)).hasSizeLessThanOrEqualTo(4);
    assertThat(record.length()).isLessThan(5_000);
    assertHasNothingOf(FIRST, record);
  }
}
