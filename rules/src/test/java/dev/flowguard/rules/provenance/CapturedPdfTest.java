package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.judge.Sender;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Of a captured PDF its text counts, and not what its library writes around it. */
class CapturedPdfTest {
  private static final String SECRET =
      "The miller pays his eldest son in flour, and the notary must not learn of it before Lent.";
  private static final String OTHER =
      "Swimming lessons for beginners start on Monday at seven in the small pool of the town.";
  private static final String TITLE =
      "Notes on the miller and his sons, third draft for the notary";

  private final ProtectedContent content = new ProtectedContent();
  private final Sender sender = new Sender(content);

  private List<String> upload(byte[] file) {
    return sender.categories("https://files.stripe.com/v1/files", "application/pdf", file);
  }

  private List<String> send(String text) {
    return sender.categories(
        "https://api.stripe.com/v1/customers",
        "text/plain",
        text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @EnumSource
  void letsOtherFilesOfTheSameLibraryPass(PdfWriter library) {
    content.capture("uploaded-document", "test", library.write(SECRET, "Letter"), null, null);

    assertThat(upload(library.write(OTHER, "Poster"))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void knowsTheTextOfACapturedFile(PdfWriter library) {
    content.capture("uploaded-document", "test", library.write(SECRET, "Letter"), null, null);

    assertThat(send(SECRET.substring(4, 70))).containsExactly("uploaded-document");
    assertThat(upload(library.write(OTHER + " " + SECRET, "Poster")))
        .containsExactly("uploaded-document");
  }

  @ParameterizedTest
  @EnumSource
  void findsCapturedTextInASentFile(PdfWriter library) {
    content.capture("chat-conversation", "test", SECRET, null, null);

    assertThat(upload(library.write(SECRET, "Letter"))).containsExactly("chat-conversation");
    assertThat(upload(library.write(OTHER, SECRET))).containsExactly("chat-conversation");
  }

  @ParameterizedTest
  @EnumSource
  void knowsTheTitleOfACapturedFile(PdfWriter library) {
    content.capture("uploaded-document", "test", library.write(SECRET, TITLE), null, null);

    assertThat(send(TITLE)).containsExactly("uploaded-document");
  }

  @Test
  void readsOnBehindAnInlineImageWhoseSamplesLookLikeAString() {
    String page = "q BI /W 1 /H 1 ID (((((( EI Q BT (" + SECRET + ") Tj ET";
    byte[] file = page(page);
    content.capture("uploaded-document", "test", file, null, null);

    assertThat(send(SECRET.substring(4, 70))).containsExactly("uploaded-document");
  }

  @Test
  void knowsTheWordsOfAnAttachment() {
    String file =
        "%PDF-1.7\n9 0 obj\n<</Type/EmbeddedFile/Subtype/text#2Fplain>>\nstream\n"
            + SECRET
            + "\nendstream\nendobj\n%%EOF\n";
    content.capture(
        "uploaded-document", "test", file.getBytes(StandardCharsets.ISO_8859_1), null, null);

    assertThat(send(SECRET.substring(4, 70))).containsExactly("uploaded-document");
  }

  private static byte[] page(String content) {
    return ("%PDF-1.4\n7 0 obj\n<</Length 1>>\nstream\n" + content + "\nendstream\nendobj\n%%EOF\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
