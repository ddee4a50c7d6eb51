package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StyleSpansTest {
  /** The letters of a text that are left. */
  private static String rest(String text) {
    Spans spans = StyleSpans.of(text);
    StringBuilder rest = new StringBuilder();
    int at = 0;
    for (int i = 0; i < spans.size(); i++) {
      rest.append(text, at, spans.start(i));
      at = spans.end(i);
    }
    return rest.append(text.substring(at)).toString().replaceAll("[^\\p{L}\\p{N}]+", " ").trim();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\""
            + " \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1, maximum-scale=1\">",
        "<table role='presentation' border=0 cellpadding=\"0\" width=\"100%\" align=\"center\">",
        "<td style=\"color:#333333;font-family:Arial,sans-serif;font-size:14px;margin:0\">",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\" fill=\"none\">",
        "color: #000000; text-decoration: none; -webkit-text-size-adjust: 100%;",
        "width=device-width, initial-scale=1, minimum-scale=1, maximum-scale=1",
        "font-family: Arial, sans-serif; line-height: 1.5",
        "background-color: rgba(0, 0, 0, 0.5) !important;"
      })
  void whatTheStandardsHaveIsTakenIn(String text) {
    assertThat(rest(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<img alt=\"My sister at the harbour\" width=\"600\"> | My sister at the harbour",
        "<p title='he does not know'>she left</p> | he does not know she left",
        "<anna writes=\"to her mother\"> | anna writes to her mother",
        "content: \"my secret\"; | content my secret",
        "note: my father drinks; | note my father drinks",
        "the list: red, white and my mother's ring; | the list red white and my mother s ring",
        "position: our neighbour; color: red; | position our neighbour"
      })
  void whatAPersonWroteIsLeft(String text, String left) {
    assertThat(rest(text)).isEqualTo(left);
  }
}
