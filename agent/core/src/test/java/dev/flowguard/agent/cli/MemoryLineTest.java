package dev.flowguard.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryLineTest {
  private final Map<String, String> source = new LinkedHashMap<>();

  MemoryLineTest() {
    source.put("source", "method a.B#c");
    source.put("category", "chat-conversation");
    source.put("values", "1234");
    source.put("expired", "3");
    source.put("evicted", "0");
    source.put("thinned", "12");
  }

  @Test
  void saysWhatIsKnownForHowLongAndWhatWasDropped() {
    source.put("remember_seconds", Long.toString(30 * 24 * 3_600));
    source.put("oldest_seconds", Long.toString(5 * 3_600 + 1_900));
    source.put("lasts_seconds", Long.toString(9 * 60 + 6));

    assertThat(MemoryLine.of(source))
        .isEqualTo(
            "method a.B#c of chat-conversation: 1234 values, the oldest seen 5.5 h ago; remembered"
                + " 30 d; at the present rate the memory lasts 9.1 min; expired 3, evicted 0,"
                + " thinned 12");
  }

  @Test
  void leavesOutWhatThereIsNot() {
    source.put("values", "1");

    assertThat(MemoryLine.of(source))
        .isEqualTo(
            "method a.B#c of chat-conversation: 1 value; remembered as long as the files exist;"
                + " expired 3, evicted 0, thinned 12");
  }

  @Test
  void showsSpansInTheLargestUnitOfWhichThereAreTwo() {
    source.put("remember_seconds", Long.toString(24 * 3_600));
    source.put("oldest_seconds", "119");
    source.put("lasts_seconds", "120");

    assertThat(MemoryLine.of(source))
        .contains("the oldest seen 119 s ago", "remembered 24 h;", "lasts 2 min;");
  }
}
