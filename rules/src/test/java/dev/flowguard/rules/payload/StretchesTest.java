package dev.flowguard.rules.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of a long text is read again for a few escapes. */
class StretchesTest {
  private static final String FILLING = "The ferry left the harbour before the fog had gone. ";

  private static Payload unfold(String text) {
    return new Unfolder(UnfoldLimits.DEFAULT)
        .unfold(
            new OutboundRequest(
                "POST",
                "https://example.com/",
                List.of(new Header("Content-Type", "text/plain")),
                new Body.Held(text.getBytes(StandardCharsets.UTF_8)),
                "test"));
  }

  private static List<String> read(Payload payload, String layer) {
    return payload.leaves().stream()
        .filter(leaf -> leaf.layers().toString().equals(layer))
        .map(leaf -> ((Leaf.Text) leaf).value())
        .toList();
  }

  private static String page(String inside, int times) {
    StringBuilder page = new StringBuilder();
    for (int i = 0; i < times; i++) {
      page.append(FILLING.repeat(200)).append(i).append(inside);
    }
    return page.append(FILLING.repeat(200)).toString();
  }

  @ParameterizedTest
  @CsvSource({
    "percent, the caf%C3%A9 by the quay, the café by the quay",
    "escapes, the caf&eacute; by the quay, the café by the quay",
    "escapes, the caf\\u00e9 by the quay, the café by the quay",
    "quoted-printable, the caf=C3=A9 by the =71uay, the café by the quay"
  })
  void aLongTextIsReadAroundItsEscapes(String layer, String written, String read) {
    String page = page(written, 3);

    List<String> readings = read(unfold(page), layer);

    assertThat(readings).singleElement().asString().contains("0" + read, "1" + read, "2" + read);
    assertThat(readings.get(0)).hasSizeLessThan(page.length() / 10);
    assertThat(unfold(page).inspection()).isEqualTo(Inspection.COMPLETE);
  }

  @Test
  void aTextWithManyEscapesIsReadAsAWhole() {
    String page = "A letter. " + (FILLING + "caf%C3%A9 ").repeat(400);

    assertThat(read(unfold(page), "percent"))
        .containsExactly("A letter. " + (FILLING + "café ").repeat(400));
  }

  @Test
  void jsonWhoseFirstBraceIsWrittenAsAnEscapeIsRead() {
    String json = "&#123;\"a\":\"" + FILLING.repeat(100) + "\",\"b\":\"the quay\"}";

    assertThat(read(unfold(json), "escapes > json")).contains("the quay");
  }

  @Test
  void whatWasReadByOneWayIsNotReadByAnother() {
    String page =
        (FILLING + "&amp; ").repeat(300) + FILLING.repeat(20) + "caf%C3%A9 " + FILLING.repeat(20);

    Payload payload = unfold(page);

    assertThat(read(payload, "escapes")).containsExactly(page.replace("&amp;", "&"));
    assertThat(read(payload, "percent")).hasSize(1);
    assertThat(payload.leaves().stream().filter(leaf -> leaf.layers().depth() > 1)).isEmpty();
  }

  @Test
  void aNumberIsNotCutToACard() {
    String digits = "4111111111111111".repeat(40);
    String page = FILLING.repeat(100) + digits + "%41 " + FILLING.repeat(100);

    for (String reading : read(unfold(page), "percent")) {
      assertThat(reading).doesNotContainPattern("(?<![0-9_])[0-9]{13,19}(?![0-9_])");
    }
    assertThat(read(unfold(page), "percent")).isNotEmpty();
  }

  @Test
  void buttonsOfMailsWithTheirCopiesForOutlookAreReadInFull() {
    String indent = " ".repeat(24);
    StringBuilder mail = new StringBuilder("<html><body><table>");
    for (int i = 0; i < 24; i++) {
      mail.append(indent + "<tr><td class=\"cell\">&nbsp;</td>\n")
          .append(indent + "<td><div><!--[if mso]>\n")
          .append(indent + "  <v:rect xmlns:v=\"urn:schemas-microsoft-com:vml\" href=\"http://\"")
          .append(" style=\"height:24px;v-text-anchor:middle;width:36px;\" stroke=\"f\">\n")
          .append(indent + "  <w:anchorlock/>\n")
          .append(indent + "  <center style=\"color:#fefefe;font-size:13px;\">1</center>\n")
          .append(indent + "<![endif]--><a class=\"dot\" href=\"http://\"\n")
          .append(indent + "  style=\"background-color:#f0f0f0;background-image:url(")
          .append("https://pictures.example/x0Gd4kQq7Lr2Zt9Vb1Nw5_white_dot_04.gif);")
          .append("color:#ffffff;display:inline-block;font-family:sans-serif;font-size:13px;")
          .append("font-weight:bold;line-height:24px;text-align:center;text-decoration:none;")
          .append(
              "width:36px;-webkit-text-size-adjust:none;mso-hide:all;\">&nbsp;</a></div></td>\n");
    }

    assertThat(unfold(mail + "</table></body></html>").inspection()).isEqualTo(Inspection.COMPLETE);
  }
}
