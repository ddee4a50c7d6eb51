package dev.flowguard.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  private static List<String> tokens(String json) throws Exception {
    List<String> tokens = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      while (parser.nextToken() != null) {
        tokens.add(parser.getText());
      }
    }
    return tokens;
  }

  @Test
  void namesAndValuesAreReadAsTheyWereWritten() throws Exception {
    StringBuilder every = new StringBuilder();
    for (char c = 0; c < 0x300; c++) {
      every.append(c);
    }
    for (String value :
        List.of("", "\"", "\\", "\\u0041", "a\r\nb\t", "</script>", "😀", "a😀b", every + "")) {
      String json = new JsonText().text(value, value).end();

      assertThat(tokens(json)).containsExactly("{", value, value, "}");
      assertThat(json).as("one line").doesNotContain("\n", "\r");
    }
  }

  @Test
  void halfACharacterIsReplaced() throws Exception {
    assertThat(tokens(new JsonText().text("\ud83d", "a\ude00b\ud83d\ud83d\ude00").end()))
        .containsExactly("{", "\ufffd", "a\ufffdb\ufffd\ud83d\ude00", "}");
  }

  @Test
  void partsAreSeparatedAtEachDepth() {
    String json =
        new JsonText()
            .beginArray("none")
            .endArray()
            .beginArray("objects")
            .beginObject()
            .endObject()
            .beginObject()
            .number("a", -1)
            .number("b", Long.MAX_VALUE)
            .endObject()
            .endArray()
            .beginObject("empty")
            .endObject()
            .beginArray("texts")
            .text("x")
            .text("y")
            .endArray()
            .text("last", "z")
            .end();

    assertThat(json)
        .isEqualTo(
            "{\"none\":[],\"objects\":[{},{\"a\":-1,\"b\":9223372036854775807}],\"empty\":{},"
                + "\"texts\":[\"x\",\"y\"],\"last\":\"z\"}");
  }
}
