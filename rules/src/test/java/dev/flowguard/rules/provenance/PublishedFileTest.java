package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Published files count by what people read of them. */
class PublishedFileTest {
  private static final String SENTENCE = "Grüße aus dem Atelier, Ihre Bilder liegen jetzt bereit";

  private final ProtectedContent content = new ProtectedContent();

  private boolean isKnown(String text) {
    content.capture("chat-conversation", "test", text, null, null);
    return Known.isKnown(content, text);
  }

  private void publish(String name, String text, Charset charset) {
    new PublishedFile(name, text.getBytes(charset)).addTo(content);
  }

  @Test
  void aValueOfAMessageBundleIsPublished() {
    publish("m_de.properties", "ready=" + SENTENCE + "\n", StandardCharsets.UTF_8);

    assertThat(isKnown(SENTENCE)).isFalse();
  }

  @Test
  void escapesAndContinuedLinesOfABundleAreRead() {
    String escaped = SENTENCE.replace("ü", "\\u00fc").replace("ß", "\\u00df");
    publish(
        "m_de.properties",
        "ready = " + escaped.replace("Atelier, ", "Atelier, \\\n    "),
        StandardCharsets.ISO_8859_1);

    assertThat(isKnown(SENTENCE)).isFalse();
  }

  @Test
  void aBundleInLatin1IsRead() {
    publish("m_de.properties", "ready=" + SENTENCE, StandardCharsets.ISO_8859_1);

    assertThat(isKnown(SENTENCE)).isFalse();
  }

  @Test
  void keysAndCommentsOfABundleAreNotPublished() {
    String comment = "Paula wants the pictures of her operation gone by Friday";
    publish("m.properties", "# " + comment + "\nready=yes\n", StandardCharsets.UTF_8);

    assertThat(isKnown(comment)).isTrue();
  }

  @Test
  void theVisibleTextOfATemplateIsPublished() {
    String page =
        "<html><body><p>Grüße aus dem <b>Atelier</b>, <i class=\"x\">Ihre Bilder</i> liegen"
            + " jetzt <a href=\"/x\">bereit</a></p></body></html>";
    publish("ready.html", page, StandardCharsets.UTF_8);

    assertThat(isKnown(SENTENCE)).isFalse();
  }

  @Test
  void whatIsNotInAFileCountsAsBefore() {
    publish("m.properties", "ready=yes\n", StandardCharsets.UTF_8);

    assertThat(isKnown(SENTENCE)).isTrue();
  }
}
