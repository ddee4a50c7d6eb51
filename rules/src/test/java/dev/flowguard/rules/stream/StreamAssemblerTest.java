package dev.flowguard.rules.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How strings of several events become values. */
class StreamAssemblerTest {
  @Test
  void aPartialTextIsThereWhileTheStreamGoesOn() {
    StreamAssembler assembler = new StreamAssembler(StreamFormat.SSE, Assembled.MOST);
    StringBuilder expected = new StringBuilder();
    for (String word : Provider.words(Provider.HIVES)) {
      add(assembler, "data: {\"t\":\"" + word + "\"}\n\n");
      expected.append(word);

      assertThat(Assembled.texts(assembler)).containsExactly(expected.toString());
    }
  }

  @Test
  void whatHasNotChangedIsTheSameObject() {
    StreamAssembler assembler = new StreamAssembler(StreamFormat.NDJSON, Assembled.MOST);
    add(assembler, "{\"a\":\"One\",\"b\":\"two\"}");
    List<StreamValue> before = assembler.values();
    assertThat(assembler.values()).isSameAs(before);

    add(assembler, "{\"b\":\" three\"}");
    List<StreamValue> after = assembler.values();

    assertThat(after.get(0).text()).isSameAs(before.get(0).text());
    assertThat(after.get(1).text()).isEqualTo("two three");
    assertThat(after.get(1).place()).isSameAs(before.get(1).place());
  }

  @Test
  void elementsCountByTheirIndexOrElseByTheirPosition() {
    assertThat(
            named(
                "{\"c\":[{\"t\":\"b1\",\"index\":1},{\"index\":0,\"t\":\"a1\"}],\"d\":[\"x1\",7,{},\"y1\"]}",
                "{\"c\":[{\"index\":0,\"t\":\" a2\"}],\"d\":[\" x2\",7,{},\" y2\"]}",
                "{\"c\":[{\"t\":\" b2\",\"index\":1}]}"))
        .containsExactlyInAnyOrder(
            "json $.c[0].t = a1 a2",
            "json $.c[1].t = b1 b2",
            "json $.d[0] = x1 x2",
            "json $.d[3] = y1 y2");
  }

  @Test
  void typesAndIndexesOfTheRootAreKeysWhereverTheyStand() {
    assertThat(
            named(
                "{\"delta\":\"a1\",\"type\":\"text\",\"output_index\":0}",
                "{\"delta\":\"b1\",\"type\":\"text\",\"output_index\":1}",
                "{\"delta\":\"c1\",\"type\":\"thought\",\"output_index\":0}",
                "{\"type\":\"text\",\"output_index\":0,\"delta\":\" a2\"}"))
        .containsExactlyInAnyOrder(
            "body text[0] > json $.delta = a1 a2",
            "body text[1] > json $.delta = b1",
            "body thought[0] > json $.delta = c1");
  }

  @Test
  void whatIsTheSameInEachOfSeveralEventsIsLeftOut() {
    String constant = "\"stamp\":\"3f0c9a52-7be4-4d1d-9c38-5a7e21b6f904\"";

    assertThat(texts("{" + constant + ",\"t\":\"One\"}", "{" + constant + ",\"t\":\" two\"}"))
        .containsExactly("One two");
  }

  @Test
  void whatIsInOneEventOnlyIsKept() {
    assertThat(texts("{\"t\":\"One\",\"once\":\"3f0c9a52-7be4-4d1d-9c38\"}", "{\"t\":\" two\"}"))
        .containsExactly("One two", "3f0c9a52-7be4-4d1d-9c38");
  }

  @Test
  void identifiersAndModelNamesAreLeftOutEvenInOneEventOnly() {
    assertThat(
            texts(
                "{\"id\":\"msg_01Qx7ZpLk3RtVn8WbYc2HsDfG\",\"model\":\"claude-3-7-sonnet-20250219\","
                    + "\"responseId\":\"hB9kaPqXsWvRtYzn7IAP0cLmJkE\",\"type\":\"message_started_once\"}"))
        .isEmpty();
    assertThat(texts("{\"id\":\"a text that is no identifier at all\"}"))
        .containsExactly("a text that is no identifier at all");
  }

  @Test
  void timestampsAreLeftOutAndTextsWithTimestampsAreNot() {
    assertThat(
            texts(
                "{\"at\":\"2025-06-04T19:22:01.499127Z\",\"t\":\"At \"}",
                "{\"at\":\"2025-06-04T19:22:02.499127Z\",\"t\":\"2025-06-04 19:22\"}"))
        .containsExactly("At 2025-06-04 19:22");
  }

  @Test
  void aTextThatIsRepeatedAsItGrowsIsThereOnce() {
    assertThat(texts("{\"t\":\"One\"}", "{\"t\":\"One two\"}", "{\"t\":\"One two three\"}"))
        .containsExactly("One two three");
  }

  @Test
  void theWholeTextAtTheEndReplacesItsPieces() {
    assertThat(texts("{\"t\":\"One\"}", "{\"t\":\" two\"}", "{\"t\":\"One two.\"}"))
        .containsExactly("One two.");
  }

  @Test
  void shortPiecesThatLookRepeatedAreNotLost() {
    assertThat(texts("{\"t\":\"1\"}", "{\"t\":\"10\"}", "{\"t\":\", 5\"}"))
        .containsExactly("110, 5");
    assertThat(texts("{\"t\":\"ha\"}", "{\"t\":\"ha\"}", "{\"t\":\" ho\"}"))
        .containsExactly("haha ho");
  }

  @Test
  void numbersThatCountEventsAreJoinedForAnyNumberOfEvents() {
    StringBuilder stream = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    for (int i = 1; i <= 20_000; i++) {
      String word = " w" + i % 977;
      expected.append(word);
      stream.append("data:{\"index\":").append(i).append(",\"token\":{\"text\":\"").append(word);
      stream.append("\"}}\n\n");
    }
    StreamAssembler assembler = Assembled.of(StreamFormat.SSE, stream.toString());

    assertThat(Assembled.texts(assembler)).containsExactly(expected.toString());
    assertThat(assembler.isPartial()).isFalse();
  }

  @Test
  void choicesAreNotTakenForCountedEvents() {
    StringBuilder stream = new StringBuilder();
    for (String word : List.of("One", " two", " three")) {
      for (int i = 0; i < 8; i++) {
        stream.append("{\"choices\":[{\"index\":").append(i).append(",\"text\":\"");
        stream.append(word).append(word.equals(" three") ? " " + i : "").append("\"}]}\n");
      }
    }
    assertThat(Assembled.texts(StreamFormat.NDJSON, stream.toString()))
        .containsExactly(
            "One two three 0",
            "One two three 1",
            "One two three 2",
            "One two three 3",
            "One two three 4",
            "One two three 5",
            "One two three 6",
            "One two three 7");
  }

  @Test
  void wholeTextsUnderNumbersAreThereByThemselvesToo() {
    StringBuilder stream = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      stream.append("{\"output_index\":").append(i).append(",\"text\":\"");
      stream.append("This is the whole text number ").append(i).append("\"}\n");
    }
    assertThat(Assembled.texts(StreamFormat.NDJSON, stream.toString()))
        .contains("This is the whole text number 0", "This is the whole text number 4");
  }

  @Test
  void namesThatAreSentTwiceKeepBothTexts() {
    assertThat(texts("{\"t\":\"One\",\"t\":\" two\"}", "{\"t\":\" three\"}"))
        .containsExactly("One two three");
  }

  @Test
  void aValueDoesNotPrintItsText() {
    StreamValue value = Assembled.of(StreamFormat.NDJSON, "{\"secret\":\"word\"}").values().get(0);

    assertThat(value).hasToString("json $.‹6› (text, 4 chars)");
  }

  private static void add(StreamAssembler assembler, String piece) {
    byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
    assembler.add(bytes, 0, bytes.length);
  }

  private static List<String> texts(String... events) {
    return Assembled.texts(StreamFormat.NDJSON, String.join("\n", events));
  }

  private static List<String> named(String... events) {
    return Assembled.named(Assembled.of(StreamFormat.NDJSON, String.join("\n", events)));
  }
}
