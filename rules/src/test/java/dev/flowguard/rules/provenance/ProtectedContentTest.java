package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.payload.Layers;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.vocabulary.Match;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ProtectedContentTest {
  private static final String DUTCH =
      "Mijn buurvrouw heeft de duiventil van haar man verkocht zonder dat hij het wist, en nu zoekt"
          + " hij elke avond op het dak naar de blauwe doffer die nooit meer terugkomt.";
  private static final String FRENCH =
      "Depuis l'été dernier, le notaire refuse de nous dire qui a hérité du moulin, et ma tante"
          + " prétend qu'elle a brûlé la lettre dans le poêle de l'atelier.";
  private static final String TURKISH =
      "Dedemin saatini gizlice tamirciye götürdüm ama kardeşime kaybolduğunu söyledim, çok"
          + " utanıyorum.";
  private static final String JAPANESE = "祖母が残した着物を弟に黙って売ってしまい、そのお金で新しい眼鏡を買ったことを誰にも言えずにいます。";

  private final ProtectedContent content = new ProtectedContent();

  private void capture(String text) {
    content.capture("chat-conversation", "test", text, null, null);
  }

  private static Payload payload(String... values) {
    List<Leaf> leaves = new ArrayList<>();
    Location json = Location.of(Location.Kind.JSON);
    for (int i = 0; i < values.length; i++) {
      leaves.add(new Leaf.Text(json.child("f" + (char) ('a' + i)), Layers.NONE, values[i], false));
    }
    return new Payload(leaves, Inspection.COMPLETE);
  }

  private boolean isBlocked(Thresholds thresholds, String... values) {
    return content.match(payload(values), thresholds, Set.of(), OwnWords.NONE).stream()
        .anyMatch(finding -> finding.origin() != null && finding.origin().decisive());
  }

  /** A part of a text with this many letters and digits, from this one on. */
  private static String part(String text, int from, int canonicalLength) {
    int kept = 0;
    int start = -1;
    for (int i = 0; i < text.length(); i++) {
      if (Character.isLetterOrDigit(text.charAt(i))) {
        if (kept == from) {
          start = i;
        }
        kept++;
        if (kept == from + canonicalLength) {
          return text.substring(start, i + 1);
        }
      }
    }
    throw new IllegalArgumentException("too short");
  }

  @Test
  void findsEveryRunOf32CharactersAtStructuredRecipients() {
    capture(DUTCH);
    for (int from = 0; from + 32 < 120; from++) {
      assertThat(isBlocked(Thresholds.STRUCTURED, "x " + part(DUTCH, from, 32) + " y"))
          .as("from %d", from)
          .isTrue();
    }
  }

  @Test
  void findsEveryRunOf48CharactersAtProseRecipients() {
    capture(FRENCH);
    for (int from = 0; from + 48 < 100; from++) {
      assertThat(isBlocked(Thresholds.PROSE, part(FRENCH, from, 48))).as("from %d", from).isTrue();
    }
  }

  // 31 is the shortest run that winnowing promises to leave a kept gram in.
  @Test
  void takesARunThatIsTooShortForANotice() {
    capture(DUTCH);
    List<Finding> findings =
        content.match(payload(part(DUTCH, 10, 31)), Thresholds.STRUCTURED, Set.of(), OwnWords.NONE);

    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).origin().decisive()).isFalse();
    assertThat(findings.get(0).length()).isEqualTo(31);
  }

  @Test
  void takesTwoShorterRunsOfOneDocumentForAViolation() {
    capture(DUTCH);

    assertThat(
            isBlocked(
                Thresholds.STRUCTURED,
                part(DUTCH, 0, 31) + " iets heel anders " + part(DUTCH, 60, 31)))
        .isTrue();
  }

  @Test
  void countsTheSameWordsInTwoLayersOnce() {
    capture(DUTCH);
    // Four bits a character can take a foreign one for the next: stay well below the threshold.
    String once = part(DUTCH, 10, 28);

    assertThat(isBlocked(Thresholds.STRUCTURED, once, "99 " + once)).isFalse();
  }

  @Test
  void looksThroughCaseAccentsPunctuationAndWrapping() {
    capture(FRENCH);
    capture(TURKISH);

    assertThat(isBlocked(Thresholds.PROSE, FRENCH.toUpperCase(Locale.ROOT))).isTrue();
    assertThat(isBlocked(Thresholds.PROSE, FRENCH.replace('é', 'e').replace('û', 'u'))).isTrue();
    assertThat(isBlocked(Thresholds.PROSE, FRENCH.replace(" ", "_").replace("'", ""))).isTrue();
    assertThat(isBlocked(Thresholds.PROSE, TURKISH.replace(" ", "\r\n> "))).isTrue();
  }

  @Test
  void findsScriptsThatSayMoreWithFewerCharacters() {
    capture(JAPANESE);

    assertThat(isBlocked(Thresholds.STRUCTURED, JAPANESE.substring(3, 21))).isTrue();
    assertThat(isBlocked(Thresholds.STRUCTURED, "今日はとても良い天気ですね。散歩に行きましょうか。")).isFalse();
  }

  @Test
  void findsContentThatIsCutOverFields() {
    capture(DUTCH);
    List<String> words = List.of(DUTCH.split(" "));

    assertThat(isBlocked(Thresholds.STRUCTURED, words.toArray(String[]::new))).isTrue();
  }

  @Test
  void findsContentThatIsCutOverElementsWithOtherFieldsBetween() {
    capture(DUTCH);
    List<Leaf> leaves = new ArrayList<>();
    Location events = Location.of(Location.Kind.JSON).child("events");
    for (int i = 0; i < 5; i++) {
      Location event = events.child(i);
      leaves.add(new Leaf.Text(event.child("id"), Layers.NONE, "session-17160457", false));
      leaves.add(new Leaf.Text(event.child("q"), Layers.NONE, part(DUTCH, 15 * i, 15), false));
    }
    List<Finding> findings =
        content.match(
            new Payload(leaves, Inspection.COMPLETE),
            Thresholds.STRUCTURED,
            Set.of(),
            OwnWords.NONE);

    assertThat(findings).anySatisfy(f -> assertThat(f.leaves()).hasSize(5));
  }

  /** As {@code java.util.HashMap} gives them, backwards, and shuffled; from 8 letters a piece. */
  @Test
  void findsNumberedPiecesInAnyOrder() {
    capture(DUTCH);
    for (String name : List.of("chat_%d", "part%03d", "%d-of-9", "note[%d]", "p%dtext")) {
      for (int size : new int[] {8, 15, 23}) {
        List<Leaf> pieces = numbered(name, size);
        Map<String, Leaf> hashed = new HashMap<>();
        pieces.forEach(leaf -> hashed.put(String.valueOf(leaf.location().name()), leaf));
        List<Leaf> backwards = new ArrayList<>(pieces);
        Collections.reverse(backwards);
        List<Leaf> shuffled = new ArrayList<>(pieces);
        Collections.shuffle(shuffled, new Random(size));
        for (List<Leaf> order : List.of(List.copyOf(hashed.values()), backwards, shuffled)) {
          assertThat(
                  content.match(
                      new Payload(order, Inspection.COMPLETE),
                      Thresholds.PROSE,
                      Set.of(),
                      OwnWords.NONE))
              .as("%s, %d letters", name, size)
              .anySatisfy(
                  finding -> assertThat(finding.origin()).matches(o -> o != null && o.decisive()));
        }
      }
    }
  }

  private static List<Leaf> numbered(String name, int size) {
    Location form = Location.of(Location.Kind.FORM).child("metadata");
    List<Leaf> pieces = new ArrayList<>();
    for (int i = 0; size * (i + 1) < 120; i++) {
      Location place = form.child(String.format(name, i));
      pieces.add(new Leaf.Text(place, Layers.NONE, part(DUTCH, size * i, size), false));
    }
    return pieces;
  }

  @Test
  void takesNumberedValuesOfOthersForNothing() {
    capture(DUTCH);
    List<Leaf> leaves = new ArrayList<>();
    Location form = Location.of(Location.Kind.FORM);
    List<String> words = List.of("de", "buurvrouw", "verkocht", "het dak", "elke avond", "blauwe");
    for (int i = words.size() - 1; i >= 0; i--) {
      leaves.add(new Leaf.Text(form.child("item_" + i), Layers.NONE, words.get(i), false));
    }
    assertThat(
            content.match(
                new Payload(leaves, Inspection.COMPLETE),
                Thresholds.STRUCTURED,
                Set.of(),
                OwnWords.NONE))
        .isEmpty();
  }

  @Test
  void leavesUnrelatedTextAlone() {
    capture(DUTCH);
    capture(FRENCH);

    assertThat(
            content.match(
                payload(
                    "The quick delivery of your parcel cannot be guaranteed before the holidays.",
                    "Uw bestelling is verzonden en wordt morgen tussen negen en twaalf bezorgd."),
                Thresholds.STRUCTURED,
                Set.of(),
                OwnWords.NONE))
        .isEmpty();
  }

  @Test
  void neverCountsPublishedText() {
    content.publish(
        "Every portrait is made in less than an hour, and you can use it wherever you like.");
    capture(
        "they say: Every portrait is made in less than an hour, and you can use it wherever you"
            + " like. ok?");

    assertThat(
            isBlocked(
                Thresholds.STRUCTURED,
                "Every portrait is made in less than an hour, and you can use it wherever you"
                    + " like."))
        .isFalse();
  }

  @Test
  void countsWhatStandsBesidePublishedText() {
    content.publish("Every portrait is made in less than an hour.");
    capture("Every portrait is made in less than an hour. " + DUTCH);

    assertThat(isBlocked(Thresholds.STRUCTURED, "less than an hour. " + DUTCH.substring(0, 80)))
        .isTrue();
  }

  @Test
  void dropsPhrasesThatManyOwnersShare() {
    for (String owner : List.of("a", "b", "c")) {
      content.capture("chat-conversation", "test", owner + " wrote: " + FRENCH, owner, null);
    }
    assertThat(isBlocked(Thresholds.STRUCTURED, FRENCH)).isFalse();
  }

  @Test
  void forgetsADocument() {
    content.capture("chat-conversation", "test", DUTCH, null, "doc-1");
    content.forget("doc-1");

    assertThat(isBlocked(Thresholds.STRUCTURED, DUTCH)).isFalse();
  }

  @Test
  void knowsNamesAsWholeWordsAndAsTheirHash() throws Exception {
    content.capture("personal-identifier", Match.WORDS, "test", "Hélène Okafor", null, null);
    String hex =
        java.util.HexFormat.of()
            .formatHex(
                java.security.MessageDigest.getInstance("SHA-256")
                    .digest("hélène okafor".getBytes(StandardCharsets.UTF_8)));

    assertThat(isBlocked(Thresholds.STRUCTURED, "invited by helene_okafor today")).isTrue();
    assertThat(isBlocked(Thresholds.STRUCTURED, "helene okaforsson")).isFalse();
    assertThat(content.match(payload(hex), Thresholds.STRUCTURED, Set.of("sha256"), OwnWords.NONE))
        .hasSize(1);
    assertThat(content.match(payload(hex), Thresholds.STRUCTURED, Set.of(), OwnWords.NONE))
        .isEmpty();
  }

  @Test
  void knowsAFileByItsBytes() {
    byte[] file = new byte[5_000];
    new Random(3).nextBytes(file);
    content.capture("uploaded-photo", "test", file, null, null);
    Leaf same =
        new Leaf.Binary(Location.of(Location.Kind.BODY), Layers.NONE, file.clone(), null, null);

    assertThat(
            content.match(
                new Payload(List.of(same), Inspection.COMPLETE),
                Thresholds.STRUCTURED,
                Set.of(),
                OwnWords.NONE))
        .singleElement()
        .satisfies(f -> assertThat(f.origin().decisive()).isTrue());
  }

  @Test
  void addingCleanFieldsNeverRemovesAHit() {
    capture(DUTCH);
    Random random = new Random(11);
    for (int i = 0; i < 200; i++) {
      List<String> values = new ArrayList<>();
      for (int v = random.nextInt(6); v > 0; v--) {
        values.add("clean value number " + random.nextInt());
      }
      values.add(random.nextInt(values.size() + 1), part(DUTCH, random.nextInt(60), 40));
      assertThat(isBlocked(Thresholds.STRUCTURED, values.toArray(String[]::new))).isTrue();
    }
  }

  @Test
  void losesNoCaptureOfManyThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int thread = t;
        done.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 200; i++) {
                    capture(secret(thread, i));
                  }
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    for (int t = 0; t < 8; t++) {
      for (int i = 0; i < 200; i++) {
        assertThat(isBlocked(Thresholds.STRUCTURED, secret(t, i))).isTrue();
      }
    }
  }

  /**
   * Each value is asked for at once by its own thread, while others capture, search, work and
   * forget.
   */
  @Test
  void aValueIsKnownAsSoonAsItsCaptureHasReturnedWhateverOtherThreadsDo() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    AtomicBoolean isOver = new AtomicBoolean();
    try {
      Future<?> worker =
          threads.submit(
              () -> {
                while (!isOver.get()) {
                  content.workOff();
                  content.forget("nobody's");
                  content.stats();
                }
              });
      List<Future<Integer>> missed = new ArrayList<>();
      for (int t = 0; t < 6; t++) {
        int thread = t;
        missed.add(
            threads.submit(
                () -> {
                  int lost = 0;
                  for (int i = 0; i < 300; i++) {
                    // Every third value is large enough to be handed over.
                    String value = secret(100 + thread, i, i % 3 == 0 ? 20_000 : 60);
                    capture(value);
                    int from = value.length() / 2 - 25;
                    lost +=
                        isBlocked(Thresholds.STRUCTURED, value.substring(from, from + 50)) ? 0 : 1;
                  }
                  return lost;
                }));
      }
      for (Future<Integer> each : missed) {
        assertThat(each.get()).isZero();
      }
      isOver.set(true);
      worker.get();
    } finally {
      isOver.set(true);
      threads.shutdownNow();
    }
  }

  private static String secret(int thread, int i) {
    return secret(thread, i, 60);
  }

  private static String secret(int thread, int i, int length) {
    Random random = new Random(thread * 1_000L + i);
    StringBuilder text = new StringBuilder();
    for (int c = 0; c < length; c++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  @Test
  void thinsWhatIsOldBeforeItDropsItAndStillKnowsLongRunsOfIt() {
    ProtectedContent small = new ProtectedContent(2 << 20);
    small.capture("chat-conversation", "test", secret(1, 1, 400), null, null);
    int i = 0;
    while (small.stats().thinnings() == 0) {
      small.capture("chat-conversation", "test", secret(2, i++, 400), null, null);
    }

    assertThat(small.stats().evictions()).isZero();
    assertThat(
            small.match(payload(secret(1, 1, 400)), Thresholds.STRUCTURED, Set.of(), OwnWords.NONE))
        .isNotEmpty();
  }

  @Test
  void staysWithinItsMemoryAndTellsWhatItDropped() {
    ProtectedContent small = new ProtectedContent(1 << 20);
    for (int i = 0; i < 3_000; i++) {
      small.capture("chat-conversation", "test", secret(99, i).repeat(4), null, null);
    }
    assertThat(small.stats().evictions()).isPositive();
    assertThat(small.stats().bytes()).isLessThan(2 << 20);
  }

  @Test
  void theLatestValuesAreKnownHoweverMuchWasCapturedBefore() {
    ProtectedContent small = new ProtectedContent(1 << 20);
    for (int i = 0; i < 4_000; i++) {
      small.capture("chat-conversation", "test", secret(99, i).repeat(4), null, null);
      int recent = Math.max(0, i - 100);
      assertThat(
              small.match(
                  payload(secret(99, recent)), Thresholds.STRUCTURED, Set.of(), OwnWords.NONE))
          .as("value %d after %d, %s", recent, i, small)
          .isNotEmpty();
    }
  }

  @Test
  void showsNoContent() {
    capture(DUTCH);
    List<Finding> findings =
        content.match(payload(DUTCH), Thresholds.PROSE, Set.of(), OwnWords.NONE);

    assertThat(findings.toString() + content).doesNotContain("duiventil", "buurvrouw");
  }

  @Test
  void whatMayNotBeCapturedHereIsKnownOnceItIsWorkedOff() {
    ProtectedContent content = new ProtectedContent();
    AtomicBoolean may = new AtomicBoolean();
    content.mayCaptureHere(may::get);
    content.capture("chat-conversation", "test", DUTCH, null, "first");
    content.forget("first");
    content.capture("chat-conversation", "test", DUTCH, null, "second");
    assertThat(content.isWaiting()).isTrue();
    assertThat(content.stats().documents()).isZero();

    may.set(true);

    assertThat(content.settle()).isTrue();
    assertThat(content.stats().documents()).isOne();
  }
}
