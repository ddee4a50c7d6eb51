package dev.flowguard.rules.legitimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An id says nothing about anybody, wherever it was captured. */
class QuotedIdsTest {
  private static final String STRIPE = "https://api.stripe.com/v1/customers";
  private static final String CRISP =
      "https://api.crisp.chat/v1/website/1/conversation/session_1/message";
  private static final String ANALYTICS =
      "https://region1.google-analytics.com/g/collect?v=2&tid=G-4QM7Z1TB2X&cid=1.2&en=x&";

  private final ProtectedContent content = new ProtectedContent();
  private final Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());

  private void chat(String text) {
    content.capture("chat-conversation", "test", text, null, null);
  }

  private Verdict judged(String url, String type, String body) {
    return judge.judge(
        new OutboundRequest(
            "POST",
            url,
            List.of(new Header("Content-Type", type)),
            new Body.Held(body.getBytes(StandardCharsets.UTF_8)),
            "test"));
  }

  /** For what was captured: a message id looks like an address to Google Analytics. */
  private boolean isStopped(String value) {
    String form = URLEncoder.encode(value, StandardCharsets.UTF_8);
    return Stream.of(
            judged(STRIPE, "application/x-www-form-urlencoded", "metadata[x]=" + form),
            judged(CRISP, "application/json", "{\"content\":\"" + value + "\"}"),
            judged(ANALYTICS + "ep.x=" + form, "text/plain", ""))
        .flatMap(verdict -> verdict.violations().stream())
        .anyMatch(violation -> violation.detector().equals("provenance"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7c0b1f0e-1b8c-4f5e-8e0a-3c1c9a0f2a11",
        "018f3f2e-7b1a-7c3d-9e8f-a1b2c3d4e5f6",
        "9F1B2C3D4E5F60718293A4B5C6D7E8F9",
        "urn:uuid:3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "user-2f1c8a90-66aa-4b5d-9d0e-8a77c1b2d3e4",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "cs_test_a1KbNPQ7rT0vXyZ2cD4eF6gH8iJ0kL1mN3oP5qR7sT9uV1wX3yZ5aB7cD9",
        "pi_3MtwBwLkdIwHu7ix28a3tqPa_secret_YrKJUKribcBjcG8HVhfZluoGH",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
        "CAFfqNSmB3wYjM7yUJ4x0tqk9P2vE8dH6cR5bT1n@mail.gmail.com",
        "<20261103094512.7f3a2b1c9d8e4f60@smtp-out-3.example-mailer.com>",
        "01JBZ7Q4X2M8N5V0K3T6R9W1YH-01JBZ7Q4X2M8N5V0K3T6R9W1YJ",
        "1256142397.1759409225.1764230391.1764230399",
        "V1StGXR8_Z5jdHi6B-myT4kP0wQ2nLx8",
        "https://www.mirage-studio.io/app/gallery?tab=favorites&sort=newest",
        "https://www.mirage-studio.io/checkout/success?session_id=cs_test_a1KbNPQ7rT0vXyZ2cD4eF6gH8iJ0kL1m"
      })
  void anIdInAChatStopsNoRequestWithIt(String id) {
    chat("System: the reference is " + id + ". Answer in Dutch.");

    assertThat(isStopped(id)).isFalse();
  }

  @Test
  void severalIdsInARowAreNotARunEither() {
    String ids =
        "cus_NffrFeUfNV2Hib price_1MoBy5LkdIwHu7ixZhnattbh sub_1MowQVLkdIwHu7ixeRlqHVzs"
            + " pm_1Nv0FGQ9RKHgCVdK4QfKwTbX";
    chat("Please check " + ids);

    assertThat(isStopped(ids)).isFalse();
  }

  @Test
  void pathsOfTheOwnSiteStopNoPageViewAfterAUserPastedTheAddress() {
    chat("I can't open https://www.mirage-studio.io/help/articles/how-to-retouch-a-portrait-photo");

    assertThat(
            judged(ANALYTICS + "dp=/help/articles/how-to-retouch-a-portrait-photo", "", "").stops())
        .isFalse();
  }

  @Test
  void aSentenceAroundAnIdStillCounts() {
    String sentence =
        "My sister 7c0b1f0e-1b8c-4f5e-8e0a-3c1c9a0f2a11 must never learn that I sold the house of"
            + " our parents";
    chat(sentence);

    assertThat(isStopped(sentence)).isTrue();
  }

  @Test
  void aShortSentenceThatAnIdPartsCountsByAllItsWords() {
    chat("Nobody may know that 9f86d081884c7d659a2feaa0c55ad015 left her husband in June");

    assertThat(
            isStopped(
                "Nobody may know that 9f86d081884c7d659a2feaa0c55ad015 left her husband in June"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MyLandlordHasAKeyToOurBedroomAndComesInAtNight",
        "my_landlord_has_a_key_to_our_bedroom_and_comes_in_at_2_am",
        "my-landlord-has-a-key-to-flat-12-and-comes-in-at-night-since-2024",
        "MyLandlordHasAKeyToFlat12AndComesInAtNightSince2024"
      })
  void wordsThatAreWrittenTogetherAreNotAnId(String text) {
    chat("My landlord has a key to our bedroom and comes in at night");
    chat("My landlord has a key to our bedroom and comes in at 2 am");
    chat("My landlord has a key to flat 12 and comes in at night since 2024");

    assertThat(isStopped(text)).isTrue();
  }

  @Test
  void whatAUserWroteIsStoppedInAnAddressOfTheOwnSite() {
    chat("my landlord has a key to our bedroom and comes in at night");
    String words = "my-landlord-has-a-key-to-our-bedroom-and-comes-in-at-night";

    assertThat(isStopped("https://www.mirage-studio.io/search?q=" + words)).isTrue();
    assertThat(isStopped("https://www.mirage-studio.io/galleries/" + words)).isTrue();
  }

  @Test
  void aCapturedBase64TextLongerThanATokenIsContent() {
    String picture =
        "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAAkUlEQVR42mNk+M9QzwAEjDAGNzYGNjBmgQkwMjL"
            + "+ZyAS4FUIUsTEQCLAq5Am/mdgYGBhIBEw4VPIyMjIgkshCwMZYDQM6OIFxgYGhv8kemEUUCsM6kn1AgD4dg8R"
            + "d0cAAAAASUVORK5CYIJabcdefgh";
    chat("Here is my picture: " + picture);

    assertThat(isStopped(picture)).isTrue();
  }

  @Test
  void anAddressOfAFileOnTheOwnHostIsContentWhereASourceGaveNothingElse() {
    String link =
        "https://cdn.mirage-studio.io/generated/portraits/2026/november/portrait-of-a-woman.png";
    content.capture("generated-photo", "test", link, null, null);

    assertThat(isStopped(link)).isTrue();
  }
}
