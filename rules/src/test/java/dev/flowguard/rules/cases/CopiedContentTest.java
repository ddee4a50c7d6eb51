package dev.flowguard.rules.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.cases.CaseFile.CapturedFile;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.io.IOException;
import java.io.StringReader;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopiedContentTest {
  private static final Policy POLICY = Policy.builtIn();
  private static final String TEXT =
      "The boiler in the cellar leaks again, and the landlord never answers my letters";

  private static Verdict verdict(ProtectedContent content, Case test) {
    return new Judge(POLICY, null, content, Clock.systemUTC()).judge(test.request());
  }

  /** All that a verdict says but how old a captured value was. */
  private static String described(Verdict verdict) {
    return verdict.toString().replaceAll("ageMillis=[0-9]+", "");
  }

  private static boolean isKnown(ProtectedContent content) throws IOException {
    String line =
        "{\"id\":\"a\",\"verdict\":\"block\",\"method\":\"POST\",\"url\":\"https://api.stripe.com/v1/x\","
            + "\"contentType\":\"application/json\",\"bodyUtf8\":\"{\\\"note\\\":\\\""
            + TEXT
            + "\\\"}\"}";
    Case test = CaseFile.read("c.jsonl", new StringReader(line), POLICY).get(0);
    return verdict(content, test).stops();
  }

  @ParameterizedTest(name = "seed {0}, at most {1} bytes")
  @CsvSource({"1, 16777216", "2, 49152"})
  void aCopyJudgesAsWhatHasCapturedAllOfIt(int seed, long mostBytes) throws Exception {
    Generated generated = new Generated(new Random(seed));
    CapturedFile shared =
        CaseFile.readCaptured("v.jsonl", new StringReader(generated.captured(40)), POLICY);
    List<Case> cases = CaseFile.read("c.jsonl", new StringReader(generated.cases(40)), POLICY);
    ProtectedContent empty = new ProtectedContent(mostBytes); // copies hash with the same keys
    ProtectedContent known = empty.copy();
    shared.addTo(known, POLICY);

    List<String> differing = new ArrayList<>();
    int stopped = 0;
    for (Case each : cases) {
      CapturedFile own = new CapturedFile(each.captured(), each.published());
      ProtectedContent copy = known.copy();
      own.addTo(copy, POLICY);
      ProtectedContent whole = empty.copy();
      shared.addTo(whole, POLICY);
      own.addTo(whole, POLICY);
      Verdict verdict = verdict(copy, each);
      stopped += verdict.stops() ? 1 : 0;
      if (!described(verdict).equals(described(verdict(whole, each)))
          || !copy.stats().equals(whole.stats())) {
        differing.add(each.id());
      }
    }

    assertThat(differing).isEmpty();
    assertThat(known.stats().evictions() > 0).isEqualTo(mostBytes < 1 << 20);
    assertThat(stopped).isBetween(8, 32);
  }

  @Test
  void whatACopyCapturesOrForgetsIsNotSeenByTheOriginal() throws Exception {
    ProtectedContent original = new ProtectedContent();
    original.capture("chat-conversation", "test", TEXT, null, "letter");
    ProtectedContent copy = original.copy();

    assertThat(copy.forget("letter")).isEqualTo(1);
    assertThat(isKnown(copy)).isFalse();
    assertThat(isKnown(original)).isTrue();

    copy = original.copy();
    copy.publish(TEXT);
    assertThat(isKnown(copy)).isFalse();
    assertThat(isKnown(original)).isTrue();
  }

  @Test
  void whatTheOriginalCapturesOrForgetsIsNotSeenByACopy() throws Exception {
    ProtectedContent original = new ProtectedContent();
    ProtectedContent before = original.copy();
    original.capture("chat-conversation", "test", TEXT, null, "letter");
    ProtectedContent after = original.copy();
    original.forget("letter");

    assertThat(isKnown(before)).isFalse();
    assertThat(isKnown(after)).isTrue();
    assertThat(isKnown(original)).isFalse();
  }

  @Test
  void aCopyHasWhatWaitedToBeCaptured() throws Exception {
    ProtectedContent original = new ProtectedContent();
    original.mayCaptureHere(() -> false);
    original.capture("chat-conversation", "test", TEXT, null, "letter");

    assertThat(isKnown(original.copy())).isTrue();
  }
}
