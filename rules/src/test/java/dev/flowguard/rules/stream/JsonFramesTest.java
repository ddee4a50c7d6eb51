package dev.flowguard.rules.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonFramesTest {
  @Test
  void theLastLineCountsWithoutALineEnd() {
    assertThat(Assembled.texts(StreamFormat.NDJSON, "{\"t\":\"One \"}\r\n{\"t\":\"two\"}"))
        .containsExactly("One two");
  }

  @Test
  void valuesMayStandBehindEachOtherOrOverSeveralLines() {
    assertThat(
            Assembled.texts(
                StreamFormat.NDJSON,
                "{\"t\":\"One \"}{\n  \"t\": \"two \"\n}\u001e{\"t\":\"three\"}"))
        .containsExactly("One two three");
  }

  @Test
  void aBrokenLineDoesNotHideTheNextOnes() {
    for (String broken :
        new String[] {"{\"t\":\"One \",\"u\":{", "{\"t\":\"One \",\"u\":\"tw", "oops: !"}) {
      StreamAssembler assembler =
          Assembled.of(StreamFormat.NDJSON, broken + "\n{\"t\":\"two \"}\n{\"t\":\"three\"}\n");

      assertThat(Assembled.texts(assembler).get(0)).as(broken).endsWith("two three");
      assertThat(assembler.isPartial()).as(broken).isTrue();
    }
  }

  @Test
  void bracketsAndQuotesInStringsAreText() {
    assertThat(
            Assembled.texts(
                StreamFormat.JSON_ARRAY, "[{\"t\":\"a } ] \\\" { \\\\\"},\n{\"t\":\" [b\"}]"))
        .containsExactly("a } ] \" { \\ [b");
  }

  @Test
  void elementsCountBeforeTheArrayEnds() {
    assertThat(
            Assembled.texts(
                StreamFormat.JSON_ARRAY, "[{\"t\":\"One \"},\n{\"t\":\"two\"},\n{\"t\":\"thr"))
        .containsExactly("One two");
  }

  @Test
  void numbersAndWordsBetweenObjectsAreNoFault() {
    assertThat(Assembled.of(StreamFormat.JSON_ARRAY, "[null, 1.5E+3, true, {}]\n").isPartial())
        .isFalse();
  }
}
