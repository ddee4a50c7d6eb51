package dev.flowguard.rules.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.Jazzer;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.flowguard.rules.counted.Cost;
import dev.flowguard.rules.counted.CountingLoader;
import dev.flowguard.rules.counted.Repeated;
import dev.flowguard.rules.counted.Sample;
import dev.flowguard.rules.counted.Subject;
import dev.flowguard.rules.judge.Wrapped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Looks for an input that costs much: the fuzzer is guided by how many steps a byte of it takes,
 * and by how many of them are not charged.
 *
 * <p>What the fuzzer gives is taken as it is, or as a beginning and a token that is repeated, plain
 * or compressed, or as changes to a text in some layer of which a slice is repeated. One class for
 * each reader, because the fuzzer takes one target a JVM; only the profile {@code fuzz-work} runs
 * them.
 */
abstract class WorkFuzz {
  private static final int LENGTH = 16 << 10;
  private static final int MIB_LENGTHS = 64;

  /** As in {@code CountedWorkTest}. */
  private static final double SLACK = 1.25;

  private static final long FREE = 4_096;

  /** What a mebibyte may cost in one stage, by the limits of {@code Work}. */
  private static final long BUDGET = 512L << 20;

  private static final int WAYS = 4;
  private static final int AS_IT_IS = 0;
  private static final int REPEATED = 1;
  private static final int PACKED = 2;
  private static final int SLICED = 3;

  /** Bytes that say what is done with the others. */
  private static final int HEAD = 3;

  private static final List<Sample> SAMPLES = Wrapped.samples(200);

  private static final int STATES_PER_DOUBLING = 6;

  /** Loaded once: each input has a test object of its own. */
  private static final Map<String, Subject> SUBJECTS = new HashMap<>();

  private final String stage;
  private final Subject subject;

  /**
   * @param subject class of what has the stage
   * @param stage its name there, without the registry
   */
  WorkFuzz(String subject, String stage) {
    this.stage = stage;
    this.subject = SUBJECTS.computeIfAbsent(subject, name -> new CountingLoader().subject(name));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2m")
  void costsWhatItCharges(byte[] data) {
    if (data.length <= HEAD) {
      return;
    }
    int way = (data[0] & 0xff) % WAYS;
    byte[] body =
        switch (way) {
          case AS_IT_IS -> Arrays.copyOfRange(data, HEAD, data.length);
          case SLICED -> sliced(data);
          default -> repeated(data);
        };
    Repeated.Wrapping[] wrappings = Repeated.Wrapping.values();
    Sample sample =
        takesBodies()
            ? new Sample("fuzz", "", "", "", way == PACKED ? packed(body) : body)
            : Repeated.sample("fuzz", wrappings[(data[2] & 0xff) % wrappings.length], body);
    for (Map.Entry<String, Cost> each : subject.of(sample, stage).entrySet()) {
      check(each.getKey(), each.getValue(), sample.size(), way == REPEATED && takesBodies());
    }
  }

  /** Beginnings with tokens, and texts in layers, so that the fuzzer has both from the start. */
  static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < SAMPLES.size(); i++) {
      byte[] body = SAMPLES.get(i).body();
      seeds.add(seed(AS_IT_IS, 0, body, new byte[0]));
      seeds.add(seed(SLICED, i, new byte[] {0, (byte) (body.length / 2), 0, 0, 0, 0, 0}, body));
    }
    for (int i = 0; i < Repeated.TOKENS.size(); i++) {
      String beginning = Repeated.BEGINNINGS.get(i % Repeated.BEGINNINGS.size());
      String token = Repeated.TOKENS.get(i);
      byte[] start = beginning.getBytes(StandardCharsets.ISO_8859_1);
      byte[] rest = token.getBytes(StandardCharsets.ISO_8859_1);
      seeds.add(seed(REPEATED, start.length, start, rest));
      seeds.add(seed(PACKED, start.length, start, rest));
    }
    return seeds;
  }

  private static byte[] seed(int way, int number, byte[] first, byte[] second) {
    byte[] seed = new byte[HEAD + first.length + second.length];
    seed[0] = (byte) way;
    seed[1] = (byte) number;
    seed[2] = (byte) Math.max(1, first.length);
    System.arraycopy(first, 0, seed, HEAD, first.length);
    System.arraycopy(second, 0, seed, HEAD + first.length, second.length);
    return seed;
  }

  /** True if the subject reads bodies alone. */
  boolean takesBodies() {
    return true;
  }

  /** The bytes in a container that the reader unpacks; by default as they are. */
  byte[] packed(byte[] body) {
    return body;
  }

  /** A beginning, as long as a byte says, and the rest over and over. */
  private static byte[] repeated(byte[] data) {
    int split = Math.min(HEAD + (data[1] & 0xff), data.length - 1);
    byte[] out = new byte[LENGTH];
    int beginning = split - HEAD;
    for (int i = 0; i < out.length; i++) {
      out[i] =
          i < beginning ? data[HEAD + i] : data[split + (i - beginning) % (data.length - split)];
    }
    return out;
  }

  /** A text in some layer, with bytes changed, and then a slice of that over and over. */
  private static byte[] sliced(byte[] data) {
    byte[] whole = SAMPLES.get((data[1] & 0xff) % SAMPLES.size()).body().clone();
    for (int i = HEAD + 4; i + 2 < data.length; i += 3) {
      whole[at(data, i) % whole.length] = data[i + 2];
    }
    int start = data.length > HEAD + 1 ? at(data, HEAD) % whole.length : 0;
    int length = Math.min(1 + (data[2] & 0xff), whole.length - start);
    byte[] out = new byte[LENGTH];
    int rest = whole.length - start - length;
    for (int i = 0; i < out.length; i++) {
      out[i] =
          i < start
              ? whole[i]
              : i >= out.length - rest
                  ? whole[whole.length - (out.length - i)]
                  : whole[start + (i - start) % length];
    }
    return out;
  }

  private static int at(byte[] data, int index) {
    return (data[index] & 0xff) << 8 | data[index + 1] & 0xff;
  }

  private static void check(String stage, Cost cost, long size, boolean isLinear) {
    int id = stage.hashCode();
    Jazzer.exploreState(state((double) cost.done() / size), id);
    if (cost.charged() != Cost.UNKNOWN) {
      Jazzer.exploreState(state((double) cost.done() * 8 / (cost.charged() + FREE)), id + 1);
      assertThat(cost.done())
          .as("steps of %s, which charged %s", stage, cost.charged())
          .isLessThanOrEqualTo((long) (SLACK * cost.charged()) + FREE);
    }
    assertThat(cost.done())
        .as("steps of %s", stage)
        .isLessThanOrEqualTo(isLinear ? BUDGET / MIB_LENGTHS : BUDGET);
  }

  private static byte state(double ratio) {
    double doublings = Math.log(1 + ratio) / Math.log(2);
    return (byte) Math.min(Byte.MAX_VALUE, STATES_PER_DOUBLING * doublings);
  }
}
