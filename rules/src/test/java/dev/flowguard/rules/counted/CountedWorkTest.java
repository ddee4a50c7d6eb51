package dev.flowguard.rules.counted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.counted.Repeated.Wrapping;
import dev.flowguard.rules.judge.Nasty;
import dev.flowguard.rules.judge.Wrapped;
import dev.flowguard.rules.payload.Location;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * No reader is forgotten, none does more than it charges, and none is slower than linear: counted,
 * not timed, in every loop of the judgement and of the parsers that it uses.
 *
 * <p>The normal run takes each token once and some hundred pairs; {@code -Dflowguard.work.all=true}
 * takes each token with each beginning in each wrapping, and all pairs.
 */
class CountedWorkTest {
  private static final String DECODERS = "dev.flowguard.rules.payload.CountedDecoders";
  private static final String STAGES = "dev.flowguard.rules.judge.CountedStages";

  private static final int SMALL = 16 << 10;
  private static final int TIMES = 16;
  private static final int LARGE = TIMES * SMALL;

  /** What growth may exceed linear by: buffers double, tables have their sizes. */
  private static final double SLACK = 1.25;

  /** Steps of a byte, up to which a limit in the middle may make growth look steeper than it is. */
  private static final long FLOOR = 32;

  /** What is not charged: a look at a beginning, of which there is one a part. */
  private static final long FREE = 4_096;

  private static final int PAIRS = 150;

  /**
   * Each run has a random key, which decides what is kept of a text: the cost of a capture differs
   * by up to a half between two keys. What is steep with each of so many keys is not linear; with
   * three, one run in about ten called something steep that was not.
   */
  private static final int KEYS = 6;

  private static final boolean ALL = Boolean.getBoolean("flowguard.work.all");

  private final List<String> problems = new ArrayList<>();

  @Test
  void everyDecoderIsLinearAndChargesWhatItDoes() {
    check(new CountingLoader().subject(DECODERS), Wrapping.PLAIN);

    assertThat(problems).isEmpty();
  }

  @Test
  void everyStageIsLinearAndChargesWhatItDoes() {
    check(new CountingLoader().subject(STAGES), Wrapping.values());

    assertThat(problems).isEmpty();
  }

  @Test
  void rowsOfWhatDetectorsLookForAreLinearAndCharged() {
    Subject stages = new CountingLoader().subject(STAGES);
    for (String token : Repeated.LOOK_ALIKES) {
      check(stages, "", token, Wrapping.PLAIN);
      check(stages, "", token, Wrapping.AS_FORM);
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void whatIsOpenedIsChargedToo() {
    CountingLoader loader = new CountingLoader();
    for (Subject each : List.of(loader.subject(DECODERS), loader.subject(STAGES))) {
      for (Sample sample : Wrapped.samples(SMALL)) {
        each.of(sample).forEach((stage, cost) -> charged(stage, sample, cost));
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void aLongNameIsNotReadForEachValueBelowIt() {
    Subject stages = new CountingLoader().subject(STAGES);
    String name = "x".repeat(SMALL);
    for (String body :
        List.of(
            "{\"" + name + "\":\"" + "12345678, ".repeat(SMALL / 10) + "\"}",
            "{\"role\":\"user\",\"" + name + "\":[" + "{\"a\":1},".repeat(SMALL / 8) + "1]}")) {
      Sample sample = json("values below a long name", body);
      stages.of(sample).forEach((stage, cost) -> charged(stage, sample, cost));
    }
    assertThat(problems).isEmpty();
  }

  /** Each of the words may be where base64 begins, and the spaces may be within it. */
  @Test
  void whiteSpaceBehindWordsIsChargedForEachWord() {
    Subject decoders = new CountingLoader().subject(DECODERS);
    String words = "abcdefghijklmnopqrstuvwx ".repeat(7);
    Sample sample = new Sample("words and spaces", "", "", "", Repeated.bytes(words, " ", LARGE));
    decoders.of(sample).forEach((stage, cost) -> charged(stage, sample, cost));

    assertThat(problems).isEmpty();
  }

  /** Each of the lines may be where base64 begins, and it may go on behind the space. */
  @Test
  void linesThatASpaceFollowsAreNotReadForEachLineBeforeThem() {
    Subject decoders = new CountingLoader().subject(DECODERS);
    for (String lineEnd : List.of("\n ", "\r\n ", " \n", "\n\t ", "\t\n ", "\\n ")) {
      check(decoders, "", "abcdefghijklmnopqrst" + lineEnd, Wrapping.PLAIN);
    }
    assertThat(problems).isEmpty();
  }

  /** The names were chosen for the multiplier that the table of siblings once had. */
  @Test
  void chosenNamesDoNotCrowdOnePlaceOfTheTableOfSiblings() {
    int rows = 2_000;
    int places = Integer.highestOneBit(rows) * 4;
    StringBuilder body = new StringBuilder("[");
    Location element = Location.of(Location.Kind.JSON).child(0);
    int found = 0;
    for (int i = 0; found < rows; i++) {
      String name = Integer.toString(i, 26).replaceAll("[0-9]", "z$0y");
      long key = element.child(name).group() + 2;
      if (((int) (key * 0x9e3779b97f4a7c15L >>> 40) & places - 1) == 0) {
        body.append("{\"").append(name).append("\":\"v").append(found++).append("\"},");
      }
    }
    Sample sample = json("chosen names", body.append("{}]").toString());
    Map<String, Cost> costs = new CountingLoader().subject(STAGES).of(sample);
    costs.forEach((stage, cost) -> charged(stage, sample, cost));

    assertThat(problems).isEmpty();
  }

  private static Sample json(String name, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new Sample(name, "https://api.stripe.com/v1/customers", "", "application/json", bytes);
  }

  @EnabledIfSystemProperty(named = "flowguard.work.all", matches = "true")
  @Test
  void everyNastyPayloadIsChargedForWhatItCosts() {
    Subject stages = new CountingLoader().subject(STAGES);
    for (Nasty each : Nasty.all()) {
      Sample sample = new Sample(each.name(), each.url(), "", each.type(), each.body());
      stages.of(sample).forEach((stage, cost) -> paid(stage, sample, cost));
    }
    assertThat(problems).isEmpty();
  }

  private void check(Subject subject, Wrapping... wrappings) {
    Random random = new Random(20);
    List<String> tokens = Repeated.TOKENS;
    List<String> beginnings = Repeated.BEGINNINGS;
    for (String token : tokens) {
      if (ALL) {
        for (String beginning : beginnings) {
          for (Wrapping wrapping : wrappings) {
            check(subject, beginning, token, wrapping);
          }
        }
        tokens.forEach(other -> check(subject, "", token + other, Wrapping.PLAIN));
      } else {
        check(subject, "", token, wrappings[random.nextInt(wrappings.length)]);
      }
    }
    for (int i = 0; i < PAIRS; i++) {
      check(
          subject,
          beginnings.get(random.nextInt(beginnings.size())),
          tokens.get(random.nextInt(tokens.size())) + tokens.get(random.nextInt(tokens.size())),
          wrappings[random.nextInt(wrappings.length)]);
    }
  }

  private void check(Subject subject, String beginning, String token, Wrapping wrapping) {
    String name = printable(beginning) + " " + printable(token);
    Sample few = Repeated.sample(name, wrapping, Repeated.bytes(beginning, token, SMALL));
    Sample many = Repeated.sample(name, wrapping, Repeated.bytes(beginning, token, LARGE));
    Map<String, Cost> before = subject.of(few);
    Map<String, Cost> after = subject.of(many);
    after.forEach((stage, cost) -> charged(stage, many, cost));
    Set<String> steep = steep(before, after);
    for (int i = 1; i < KEYS && !steep.isEmpty(); i++) {
      steep.retainAll(steep(subject.of(few), subject.of(many)));
    }
    steep.forEach(
        stage ->
            problems.add(
                stage
                    + " is not linear: "
                    + many
                    + ", "
                    + before.get(stage)
                    + " to "
                    + after.get(stage)));
  }

  /** The stages whose cost has grown by more than the payload. */
  private static Set<String> steep(Map<String, Cost> before, Map<String, Cost> after) {
    Set<String> steep = new TreeSet<>();
    after.forEach(
        (stage, cost) -> {
          long least = Math.max(before.get(stage).done(), FLOOR * SMALL);
          if (cost.done() > SLACK * TIMES * least) {
            steep.add(stage);
          }
        });
    return steep;
  }

  private void charged(String stage, Sample sample, Cost cost) {
    if (cost.isUsedUp()) {
      problems.add(stage + " is above the limit: " + sample + ", " + cost);
    }
    paid(stage, sample, cost);
  }

  private void paid(String stage, Sample sample, Cost cost) {
    if (cost.charged() != Cost.UNKNOWN && cost.done() > SLACK * cost.charged() + FREE) {
      problems.add(stage + " charges too little: " + sample + ", " + cost);
    }
  }

  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      out.append(c < ' ' || c > '~' ? String.format("\\%02x", (int) c) : String.valueOf(c));
    }
    return out.toString();
  }
}
