package dev.flowguard.rules.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseFramesTest {
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void linesEndInAnyOfThreeWays(String end) {
    String stream =
        "data: {\"t\":\"One \"}\n\nevent: x\ndata: plain\ndata: text\n\ndata: {\"t\":\"two\"}\n\n";
    byte[] bytes = stream.replace("\n", end).getBytes(StandardCharsets.UTF_8);

    for (int cut = 0; cut < bytes.length; cut++) {
      assertThat(Assembled.named(Assembled.cutAt(StreamFormat.SSE, bytes, cut)))
          .containsExactly("json $.t = One two", "body x = plain\ntext");
    }
  }

  @Test
  void dataOfSeveralLinesIsOneEvent() {
    assertThat(texts("data: {\ndata:   \"t\": \"One\",\ndata:   \"u\": \"two\"\ndata: }\n\n"))
        .containsExactly("One", "two");
  }

  @Test
  void commentsAndOtherFieldsAreNoContent() {
    StreamAssembler assembler =
        Assembled.of(
            StreamFormat.SSE, ": OPENROUTER PROCESSING\n\nid: 7\nretry: 10\ndata: word\n\n:\n\n");

    assertThat(Assembled.texts(assembler)).containsExactly("word");
    assertThat(assembler.isPartial()).isFalse();
  }

  @Test
  void aByteOrderMarkIsNoContent() {
    assertThat(texts("\ufeffdata: word\n\n")).containsExactly("word");
  }

  @Test
  void theEndMarkIsNoContent() {
    assertThat(texts("data: word\n\ndata: [DONE]\n\n")).containsExactly("word");
    assertThat(texts("data: word\n\ndata:[DONE]")).containsExactly("word");
  }

  @Test
  void eventsWithoutAnEmptyLineBetweenThemAreSeparate() {
    assertThat(texts("data: {\"t\":\"One \"}\ndata: {\"t\":\"two\"}\n")).containsExactly("One two");
    assertThat(
            texts("event:response\ndata:{\"t\":\"One \"}\nevent:response\ndata:{\"t\":\"two\"}\n"))
        .containsExactly("One two");
  }

  @Test
  void anEventCountsWithoutALineEnd() {
    assertThat(texts("data: {\"t\":\"One\"}")).containsExactly("One");
  }

  @Test
  void plainWordsAreJoinedWithTheirSpacesAndLineEnds() {
    assertThat(texts("data: One\n\ndata:  two\n\ndata:\ndata:\n\ndata:three\n\n"))
        .containsExactly("One two\nthree");
  }

  @Test
  void plainTextMayLookLikeJson() {
    StreamAssembler assembler =
        Assembled.of(
            StreamFormat.SSE,
            "data: if (a) \n\ndata: {\n\ndata:  b[0] = 1; \n\ndata: }\n\ndata: [see] below\n\n");

    assertThat(Assembled.texts(assembler)).containsExactly("if (a) { b[0] = 1; }[see] below");
    assertThat(assembler.isPartial()).isFalse();
  }

  @Test
  void stringsInJsonArePlainText() {
    assertThat(texts("data: \"One \\u00fc\"\n\ndata: \" two\"\n\n")).containsExactly("One ü two");
    assertThat(texts("data: \"\n\ndata: Hello\n\ndata: \"\n\n")).containsExactly("\"Hello\"");
  }

  @Test
  void eventsOfAnotherNameAreAnotherText() {
    assertThat(
            texts(
                "event: thought\ndata: {\"t\":\"Perhaps \"}\n\nevent: answer\ndata: {\"t\":\"It \"}\n\n"
                    + "event: thought\ndata: {\"t\":\"so.\"}\n\nevent: answer\ndata: {\"t\":\"is.\"}\n\n"))
        .containsExactly("Perhaps so.", "It is.");
  }

  @Test
  void anEventThatEndsTooEarlyIsReadAsFarAsItGoes() {
    StreamAssembler assembler =
        Assembled.of(
            StreamFormat.SSE, "data: {\"t\":\"One\",\"u\":\"tw\n\ndata: {\"t\":\" three\"}\n\n");

    assertThat(Assembled.texts(assembler)).containsExactly("One three", "tw\n");
    assertThat(assembler.isPartial()).isTrue();
  }

  @Test
  void aLineThatIsNoFieldIsReported() {
    assertThat(Assembled.of(StreamFormat.SSE, "word\n\n").isPartial()).isTrue();
  }

  private static List<String> texts(String stream) {
    return Assembled.texts(StreamFormat.SSE, stream);
  }
}
