package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.payload.Layers;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.vocabulary.Match;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** For how long, and how much of, what was captured is known. */
class RetentionTest {
  private static final String CHAT = "chat-conversation";
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;

  private final AtomicLong now = new AtomicLong(-5_000);
  private final ProtectedContent content = new ProtectedContent(64 << 20, now::get);

  private static String letters(long seed, int length) {
    Random random = new Random(seed * 7_919 + 13);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  private boolean isKnown(String text) {
    return Known.isKnown(content, text);
  }

  private void chat(String text) {
    content.capture(CHAT, "chat", text, null, null);
  }

  private Remembered only() {
    assertThat(content.remembered()).hasSize(1);
    return content.remembered().get(0);
  }

  @Test
  void aValueIsKnownForADayAndNotLonger() {
    chat(letters(1, 200));

    now.addAndGet(24 * HOUR - 1);
    assertThat(isKnown(letters(1, 200))).isTrue();

    now.addAndGet(MINUTE + 1);
    assertThat(isKnown(letters(1, 200))).isFalse();
    assertThat(only().expired()).isOne();
    assertThat(only().values()).isZero();
  }

  @Test
  void eachCategoryIsRememberedForItsOwnSpan() {
    content.remember(category -> category.equals(CHAT) ? Duration.ofDays(30) : Duration.ofHours(1));
    chat(letters(1, 200));
    content.capture("note", "notes", letters(2, 200), null, null);

    now.addAndGet(62 * MINUTE);

    assertThat(isKnown(letters(1, 200))).isTrue();
    assertThat(isKnown(letters(2, 200))).isFalse();
    now.addAndGet(30 * 24 * HOUR - 63 * MINUTE);
    assertThat(isKnown(letters(1, 200))).isTrue();
    now.addAndGet(2 * MINUTE);
    assertThat(isKnown(letters(1, 200))).isFalse();
  }

  /** To a sixtieth or so of the span. */
  @Test
  void shortSpansAreKeptExactly() {
    content.remember(category -> Duration.ofMinutes(1));
    for (int i = 0; i < 240; i++) {
      now.addAndGet(500);
      chat(letters(i, 60));
      if (i >= 118) {
        assertThat(isKnown(letters(i - 118, 60))).as("59 s later").isTrue();
      }
      if (i >= 122) {
        assertThat(isKnown(letters(i - 122, 60))).as("61 s later").isFalse();
      }
    }
  }

  @Test
  void aReloadThatRemembersLessForgetsWhatIsOlderAtOnce() {
    chat(letters(1, 200));
    now.addAndGet(2 * HOUR);
    chat(letters(2, 200));

    content.remember(category -> Duration.ofHours(1));

    assertThat(isKnown(letters(1, 200))).isFalse();
    assertThat(isKnown(letters(2, 200))).isTrue();
    assertThat(only().rememberMillis()).isEqualTo(HOUR);
    assertThat(only().expired()).isOne();
  }

  @Test
  void aReloadThatRemembersMoreAppliesToWhatIsKnown() {
    chat(letters(1, 200));
    now.addAndGet(23 * HOUR);

    content.remember(category -> Duration.ofDays(3));

    now.addAndGet(47 * HOUR);
    assertThat(isKnown(letters(1, 200))).isTrue();
  }

  @Test
  void aValueThatIsCapturedEachHourForThreeDaysStaysKnownAndIsKeptOnce() {
    chat(letters(1, 200));
    ProtectedContent.Stats once = content.stats();
    for (int hour = 0; hour < 72; hour++) {
      now.addAndGet(HOUR);
      chat(letters(1, 200));
    }

    assertThat(content.stats()).isEqualTo(once);
    assertThat(only().oldestMillis()).isZero();
    now.addAndGet(23 * HOUR);
    assertThat(isKnown(letters(1, 200))).isTrue();
  }

  @Test
  void aFileThatIsCapturedAgainIsKeptOnce() {
    byte[] file = new byte[5_000];
    new Random(3).nextBytes(file);
    for (int i = 0; i < 5; i++) {
      content.capture("uploaded-photo", "photos", file, null, null);
      now.addAndGet(HOUR);
    }

    assertThat(content.stats().documents()).isOne();
  }

  @Test
  void anEqualValueThatWasSeenLongAgoDoesNotBecomeCommon() {
    for (int i = 0; i < 12; i++) {
      chat(letters(1, 200));
      now.addAndGet(2 * HOUR);
    }

    assertThat(content.stats().documents()).isOne();
    assertThat(isKnown(letters(1, 200))).isTrue();
  }

  @Test
  void theAgeInEvidenceIsThatOfTheLastTime() {
    chat(letters(1, 200));
    now.addAndGet(5 * HOUR);
    chat(letters(1, 200));
    now.addAndGet(MINUTE);

    assertThat(Known.findings(content, letters(1, 200)))
        .singleElement()
        .satisfies(found -> assertThat(found.origin().ageMillis()).isEqualTo(MINUTE));
  }

  /** Ten thousand rows a second for a minute, through a memory that holds a second of them. */
  @Test
  void aBatchJobDoesNotEvictAChatThatWasJustTyped() {
    ProtectedContent small = new ProtectedContent(4 << 20, now::get);
    small.capture(CHAT, "chat", letters(1, 200), "user", null);
    for (int row = 0; row < 600_000; row++) {
      small.capture("record", "batch", letters(1_000 + row, 60), "owner", "row-" + row);
      if (row % 10 == 0) {
        now.incrementAndGet();
      }
    }

    assertThat(Known.isKnown(small, letters(1, 200))).isTrue();
    assertThat(small.remembered().get(0).evicted()).isZero();
    assertThat(small.remembered().get(0).thinned()).isZero();
    assertThat(small.remembered().get(1).evicted()).isPositive();
    assertThat(small.stats().bytes()).isLessThanOrEqualTo(4 << 20);
  }

  /** What the batch job reads may be what users have typed. */
  @Test
  void aBatchJobDoesNotEvictAChatThatItReadsItself() {
    ProtectedContent small = new ProtectedContent(2 << 20, now::get);
    small.capture(CHAT, "batch", letters(1, 200), null, null);
    small.capture(CHAT, "chat", letters(1, 200), null, null);
    small.capture(CHAT, "batch", letters(1, 200), null, null);
    for (int row = 0; row < 20_000; row++) {
      small.capture(CHAT, "batch", letters(1_000 + row, 60), null, "row-" + row);
      if (row == 100) {
        small.capture(CHAT, "chat", letters(1, 200), null, null);
        small.capture(CHAT, "batch", letters(1, 200), null, null);
      }
    }

    assertThat(Known.isKnown(small, letters(1, 200))).isTrue();
  }

  @Test
  void whatOthersDoNotUseIsBorrowedAndGivenBack() {
    ProtectedContent small = new ProtectedContent(4 << 20, now::get);
    for (int row = 0; row < 6_000; row++) {
      small.capture("record", "batch", letters(row, 200), null, null);
    }
    Remembered alone = small.remembered().get(0);
    for (int i = 0; i < 6_000; i++) {
      small.capture(CHAT, "chat", letters(1_000_000 + i, 200), null, null);
    }

    Remembered batch = small.remembered().get(0);
    Remembered chat = small.remembered().get(1);
    assertThat(alone.bytes()).isGreaterThan(alone.share() * 9 / 10);
    assertThat(batch.share()).isEqualTo(chat.share()).isBetween(1L << 20, 2L << 20);
    assertThat(batch.bytes()).isBetween(batch.share() * 9 / 10, batch.share() * 11 / 10);
    assertThat(chat.bytes()).isBetween(chat.share() * 9 / 10, chat.share() * 11 / 10);
  }

  @Test
  void twoHundredSourcesKeepTheirFloorWhateverOneOfThemCaptures() {
    ProtectedContent small = new ProtectedContent(16 << 20, now::get);
    for (int source = 0; source < 200; source++) {
      for (int i = 0; i < 20; i++) {
        small.capture(CHAT, "source-" + source, letters(source * 20 + i, 200), null, null);
      }
    }
    for (int row = 0; row < 20_000; row++) {
      small.capture(CHAT, "source-7", letters(1_000_000 + row, 200), null, null);
    }

    for (Remembered each : small.remembered()) {
      if (!each.source().equals("source-7")) {
        assertThat(each.evicted() + each.thinned()).as(each.source()).isZero();
        assertThat(each.values()).isEqualTo(20);
        assertThat(each.bytes()).isLessThan(each.floor());
      }
    }
    for (int i = 0; i < 4_000; i += 61) {
      assertThat(i / 20 == 7 || Known.isKnown(small, letters(i, 200))).as("value %d", i).isTrue();
    }
  }

  @Test
  void manySourcesWithLittleContentTakeLittleMemory() {
    long empty = content.stats().bytes();
    for (int source = 0; source < 200; source++) {
      content.capture(CHAT, "source-" + source, letters(source, 40), null, null);
    }

    assertThat(content.stats().bytes() - empty).isLessThan(200_000);
  }

  @Test
  void memoryIsFreeAgainWhenAllHasExpired() {
    long empty = content.stats().bytes();
    for (int i = 0; i < 5_000; i++) {
      chat(letters(i, 400));
    }
    long full = content.stats().bytes();
    now.addAndGet(25 * HOUR);

    assertThat(full - empty).isGreaterThan(1_000_000);
    assertThat(content.stats().bytes() - empty).isLessThan((full - empty) / 4);
    assertThat(only().expired()).isEqualTo(5_000);
  }

  /** Many more values than there can be numbers for their parts at one time. */
  @Test
  void memoryAndCountsStayRightThroughWeeksOfExpiry() {
    content.remember(category -> Duration.ofHours(1));
    for (int i = 0; i < 100_000; i++) {
      now.addAndGet(10_000);
      chat(letters(i, 60));
    }

    assertThat(only().values()).isBetween(360, 367);
    assertThat(only().expired()).isEqualTo(100_000 - only().values());
    assertThat(content.stats().bytes()).isLessThan(1_000_000);
    assertThat(isKnown(letters(99_700, 60))).isTrue();
    assertThat(isKnown(letters(99_000, 60))).isFalse();
  }

  @Test
  void saysForHowLongTheMemoryLastsAtThePresentRate() {
    ProtectedContent small = new ProtectedContent(4 << 20, now::get);
    small.capture("quiet", "quiet", letters(77, 60), null, null);
    for (int i = 0; i < 3_600; i++) {
      small.capture(CHAT, "chat", letters(i, 200), null, null);
      now.addAndGet(1_000);
    }
    Remembered chat = small.remembered().get(1);

    // One value a second, each of about 1,300 bytes.
    long perValue = chat.bytes() / chat.values();
    long expected = (4L << 20) * 13 / 16 / perValue * 1_000;
    // Ten per cent less in most runs; twenty-one under one key in thirty, where a table has grown.
    assertThat(chat.lastsMillis()).isBetween(expected * 3 / 4, expected * 12 / 10);
    now.addAndGet(HOUR);
    assertThat(small.remembered().get(1).lastsMillis()).isGreaterThan(expected * 40);
    now.addAndGet(24 * HOUR);
    assertThat(small.remembered().get(1).lastsMillis()).as("nothing comes").isEqualTo(-1);
  }

  @Test
  void whatAMemoryThatIsTooSmallReallyHoldsIsAsOldAsItSaid() {
    ProtectedContent small = new ProtectedContent(1 << 20, now::get);
    for (int i = 0; i < 7_200; i++) {
      small.capture(CHAT, "chat", letters(i, 200), null, null);
      now.addAndGet(1_000);
    }
    Remembered chat = small.remembered().get(0);

    assertThat(chat.evicted()).isPositive();
    assertThat(chat.thinned()).isPositive();
    // Half of it is thin, and so it lasts longer than was reckoned.
    assertThat(chat.oldestMillis()).isBetween(chat.lastsMillis(), 2 * chat.lastsMillis());
  }

  @Test
  void forgettingADocumentRemovesWhateverIsKnownOfItAndSaysHowMuch() {
    String csv =
        "name;city;code\nAnna Verhoeven;Zutphen;A-4711-XQ\nBob;Deventer;B-1\nCem;Edam;C-1\n";
    byte[] file = new byte[4_000];
    new Random(9).nextBytes(file);
    for (String document : List.of("mine", "other")) {
      content.capture(CHAT, "a", letters(document.length(), 300), null, document);
      content.capture(CHAT, "b", "see you at the mill tonight " + document, null, document);
    }
    content.capture("table", "a", csv, null, "mine");
    content.capture("personal-identifier", Match.WORDS, "a", "Hélène Okafor", null, "mine");
    content.capture("uploaded-photo", "a", file, null, "mine");
    now.addAndGet(20 * HOUR);
    content.capture(CHAT, "a", letters(99, 300), null, "mine");

    assertThat(content.forget("mine")).isEqualTo(6);

    assertThat(isKnown(letters(4, 300))).isFalse();
    assertThat(isKnown(letters(99, 300))).isFalse();
    assertThat(isKnown("see you at the mill tonight mine")).isFalse();
    assertThat(isKnown("A-4711-XQ;Anna Verhoeven;Zutphen")).isFalse();
    assertThat(isKnown("from helene_okafor")).isFalse();
    Leaf same = new Leaf.Binary(Location.of(Location.Kind.BODY), Layers.NONE, file, null, null);
    assertThat(
            content.match(
                new Payload(List.of(same), Inspection.COMPLETE),
                Thresholds.STRUCTURED,
                Set.of(),
                OwnWords.NONE))
        .isEmpty();
    assertThat(isKnown(letters(5, 300))).isTrue();
    assertThat(content.stats().documents()).isEqualTo(2);
    assertThat(content.forget("mine")).isZero();
  }

  @Test
  void forgettingRemovesWhatIsPinned() {
    content.pin(
        "knowledge-base", "files", letters(8, 500).getBytes(StandardCharsets.UTF_8), "kb/a.md");
    assertThat(isKnown(letters(8, 500))).isTrue();

    // The text and the file.
    assertThat(content.forget("kb/a.md")).isEqualTo(2);

    assertThat(isKnown(letters(8, 500))).isFalse();
  }

  @Test
  void whatIsPinnedNeitherExpiresNorMakesRoom() {
    ProtectedContent small = new ProtectedContent(2 << 20, now::get);
    small.pin(
        "knowledge-base", "files", letters(8, 500).getBytes(StandardCharsets.UTF_8), "kb/a.md");
    now.addAndGet(1_000 * HOUR);
    for (int i = 0; i < 10_000; i++) {
      small.capture(CHAT, "chat", letters(100 + i, 200), null, null);
    }

    assertThat(Known.isKnown(small, letters(8, 500))).isTrue();
    assertThat(small.remembered().get(0))
        .satisfies(
            files -> {
              assertThat(files.rememberMillis()).isEqualTo(-1);
              assertThat(files.lastsMillis()).isEqualTo(-1);
              assertThat(files.evicted() + files.thinned() + files.expired()).isZero();
            });
  }

  @Test
  void forgettingAnOwnerRemovesTenThousandDocuments() {
    for (int i = 0; i < 10_000; i++) {
      content.capture(CHAT, "chat-" + i % 3, letters(i, 60), "ann", "d" + i);
    }
    content.capture(CHAT, "chat-0", letters(20_000, 60), "bob", "d1");
    content.capture(CHAT, "chat-0", letters(20_001, 60), null, "ann");

    assertThat(content.forgetOwner("ann")).isEqualTo(10_000);

    for (int i = 0; i < 10_000; i += 997) {
      assertThat(isKnown(letters(i, 60))).isFalse();
    }
    assertThat(isKnown(letters(20_000, 60))).isTrue();
    assertThat(isKnown(letters(20_001, 60))).isTrue();
    assertThat(content.stats().documents()).isEqualTo(2);
  }

  @Test
  void anIdentifierThatAnotherDocumentHasTooIsKnownWhenOneIsForgotten() {
    content.capture("personal-identifier", Match.WORDS, "a", "Hélène Okafor", "x", "first");
    content.capture("personal-identifier", Match.WORDS, "a", "Hélène Okafor", "y", "second");

    content.forget("second");
    assertThat(isKnown("from helene_okafor")).isTrue();

    content.forget("first");
    assertThat(isKnown("from helene_okafor")).isFalse();
  }

  /** Each day with another line, as an export is. */
  @Test
  void rowsOfATableThatIsUploadedAgainAndAgainStayKnown() {
    StringBuilder csv = new StringBuilder("name;city;code\n");
    for (int i = 0; i < 40; i++) {
      csv.append("Anna").append(letters(i, 9)).append(";Zutph").append(letters(500 + i, 7));
      csv.append(";K-").append(47_110 + i).append("-XQ\n");
    }
    for (int day = 0; day < 4; day++) {
      content.capture("table", "uploads", "added;on;day-" + day + "\n" + csv, null, null);
      now.addAndGet(5 * HOUR);
    }

    String row = "Zutph" + letters(507, 7) + ";Anna" + letters(7, 9);
    assertThat(isKnown(row)).isTrue();
  }

  @Test
  void theNewestOfManyDocumentsWithAPhraseIsKnownWhenTheOthersHaveExpired() {
    String phrase = letters(1, 40);
    for (int i = 0; i < 9; i++) {
      chat(letters(100 + i, 90) + phrase + letters(200 + i, 90));
      now.addAndGet(2 * HOUR);
    }
    assertThat(isKnown(phrase)).as("common").isFalse();

    now.addAndGet(22 * HOUR - 60 * MINUTE);

    assertThat(content.remembered().get(0).values()).isOne();
    assertThat(isKnown(phrase)).isTrue();
  }

  @Test
  void aThinnedValueThatIsSeenAgainIsKeptInFull() {
    ProtectedContent small = new ProtectedContent(2 << 20, now::get);
    small.capture(CHAT, "chat", letters(1, 400), null, null);
    for (int i = 2; small.stats().thinnings() == 0; i++) {
      small.capture(CHAT, "chat", letters(i, 400), null, null);
    }

    small.capture(CHAT, "chat", letters(1, 400), null, null);

    for (int from = 0; from < 360; from += 5) {
      assertThat(Known.isKnown(small, letters(1, 400).substring(from, from + 40))).isTrue();
    }
  }

  @Test
  void showsNoContentOfWhatIsRemembered() {
    content.capture(CHAT, "chat", "the secret of the mill", "ann", "diary");

    assertThat(content.remembered().toString()).doesNotContain("mill", "ann", "diary");
  }
}
