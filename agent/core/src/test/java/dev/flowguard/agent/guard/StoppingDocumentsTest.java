package dev.flowguard.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A captured value that stops requests of more than ten callers within a minute is noticed. */
class StoppingDocumentsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final List<String> FRAMES = List.of("com.acme.Pay.send:7");

  private final StoppingDocuments documents = new StoppingDocuments();

  /** How many of requests a second apart are noticed. */
  private int stop(long document, int callers, long from, long step) {
    int noticed = 0;
    for (int i = 0; i < callers; i++) {
      noticed += documents.isNoticed(document, i, from + i * step) ? 1 : 0;
    }
    return noticed;
  }

  private static long caller(String url, String body, List<String> frames, String key) {
    return StoppingDocuments.caller(
        new OutboundRequest(
            "POST",
            url,
            List.of(new Header("Idempotency-Key", key)),
            new Body.Held(body.getBytes(StandardCharsets.UTF_8)),
            "test"),
        frames);
  }

  @Test
  void theEleventhCallerOfAMinuteIsNoticed() {
    assertThat(stop(1, 10, 0, SECOND)).isZero();
    assertThat(documents.isNoticed(1, 10, 59 * SECOND)).isTrue();
  }

  @Test
  void elevenCallersInMoreThanAMinuteAreNot() {
    assertThat(stop(1, 10, 0, SECOND)).isZero();
    assertThat(documents.isNoticed(1, 10, 61 * SECOND)).isFalse();
  }

  @Test
  void anyMinuteCountsNotThatOfTheClock() {
    assertThat(stop(1, 100, 0, 7 * SECOND)).isZero();
    assertThat(stop(1, 11, 750 * SECOND, SECOND)).isEqualTo(1);
  }

  @Test
  void oneCallerThatTriesAgainIsNotNoticed() {
    for (int i = 0; i < 100; i++) {
      assertThat(documents.isNoticed(1, 7, i * SECOND / 10)).isFalse();
    }
  }

  @Test
  void callersOfSeveralDocumentsAreNotAddedUp() {
    for (int i = 0; i < 100; i++) {
      assertThat(documents.isNoticed(i % 12, i, i * SECOND / 10)).isFalse();
    }
  }

  @Test
  void aDocumentIsNoticedOnceAnHour() {
    assertThat(stop(1, 1_000, 0, SECOND)).isEqualTo(1);
    assertThat(stop(1, 3_000, 1_000 * SECOND, SECOND)).isEqualTo(1);
  }

  @Test
  void tenDocumentsAreNoticedInAnHour() {
    int noticed = 0;
    for (int document = 0; document < 50; document++) {
      noticed += stop(document, 20, document * SECOND, SECOND / 50);
    }

    assertThat(noticed).isEqualTo(StoppingDocuments.MOST_NOTICED);
    assertThat(stop(99, 20, 3_700 * SECOND, SECOND)).isEqualTo(1);
  }

  @Test
  void callersDifferInBodyUrlAndFrames() {
    long one = caller("https://a.example/v1", "customer=cus_1&note=x", FRAMES, "k");

    assertThat(one)
        .isNotEqualTo(caller("https://a.example/v1", "customer=cus_2&note=x", FRAMES, "k"))
        .isNotEqualTo(caller("https://a.example/v2", "customer=cus_1&note=x", FRAMES, "k"))
        .isNotEqualTo(caller("https://a.example/v1", "customer=cus_1&note=x", List.of(), "k"));
  }

  @Test
  void headersAndTimesMakeNoOtherCaller() {
    assertThat(caller("https://a.example/v1?t=1764399607", "id=a&t=1764399607123", FRAMES, "k1"))
        .isEqualTo(
            caller("https://a.example/v1?t=1764399999", "id=a&t=1764399999456", FRAMES, "k2"));
  }

  @Test
  void aLargeBodyIsComparedAtItsBeginningAndItsEnd() {
    String middle = "y".repeat(200_000);

    assertThat(caller("https://a.example/v1", "a" + middle + "b", FRAMES, "k"))
        .isNotEqualTo(caller("https://a.example/v1", "a" + middle + "c", FRAMES, "k"));
  }
}
