package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.judge.Sender;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.junit.jupiter.api.Test;

class CapturedFilesTest {
  private static final String SECRET =
      "The tenant in the attic pays in cash, and her name must not appear in any of the books.";
  private static final String OTHER =
      "Opening hours of the library: weekdays from nine to six, Saturdays from ten to four.";

  /** An end point that takes files, where a document as such is no finding. */
  private static final String UPLOAD = "https://files.stripe.com/v1/files";

  private final ProtectedContent content = new ProtectedContent();
  private final Sender sender = new Sender(content);

  private Verdict upload(byte[] file, String type) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\nContent-Type: "
                + type
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(file);
    body.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII));
    return sender.post(UPLOAD, "multipart/form-data; boundary=b", body.toByteArray());
  }

  private Verdict send(String text) {
    return send(content, text);
  }

  private static Verdict send(ProtectedContent content, String text) {
    return new Sender(content)
        .post(
            "https://api.stripe.com/v1/customers",
            "text/plain",
            text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> categories(Verdict verdict) {
    return verdict.violations().stream().map(Violation::category).toList();
  }

  private static byte[] docx(String... paragraphs) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (XWPFDocument document = new XWPFDocument()) {
      document
          .getProperties()
          .getCoreProperties()
          .setTitle("Minutes of the meeting, first draft of many");
      for (String paragraph : paragraphs) {
        document.createParagraph().createRun().setText(paragraph);
      }
      document.write(out);
    }
    return out.toByteArray();
  }

  private static byte[] xlsx(String... cells) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (XSSFWorkbook book = new XSSFWorkbook()) {
      var row = book.createSheet("Sheet").createRow(0);
      for (int i = 0; i < cells.length; i++) {
        row.createCell(i).setCellValue(cells[i]);
      }
      book.write(out);
    }
    return out.toByteArray();
  }

  private static byte[] pdf(String text, BufferedImage picture) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PDDocument document = new PDDocument()) {
      PDPage page = new PDPage();
      document.addPage(page);
      try (PDPageContentStream stream = new PDPageContentStream(document, page)) {
        if (picture != null) {
          stream.drawImage(LosslessFactory.createFromImage(document, picture), 20, 20);
        }
        stream.beginText();
        stream.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
        stream.newLineAtOffset(50, 700);
        stream.showText(text);
        stream.endText();
      }
      document.save(out);
    }
    return out.toByteArray();
  }

  private static BufferedImage picture(int seed) {
    BufferedImage image = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < 80; i++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillOval(
          random.nextInt(400), random.nextInt(300), random.nextInt(120), random.nextInt(120));
    }
    graphics.dispose();
    return image;
  }

  private static byte[] write(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  @Test
  void knowsTheTextOfACapturedWordDocument() throws IOException {
    content.capture("uploaded-document", "test", docx(OTHER, SECRET), null, null);

    assertThat(categories(send(SECRET.substring(10, 70)))).containsExactly("uploaded-document");
  }

  /** Word writes the session in which a paragraph was changed to it, as eight digits. */
  @Test
  void knowsTheTextOfAWordDocumentWhoseParagraphsHaveSaveIds() throws IOException {
    for (int paragraphs : List.of(1, 8, 40)) {
      ProtectedContent fresh = new ProtectedContent();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (XWPFDocument document = new XWPFDocument()) {
        for (int i = 0; i < paragraphs; i++) {
          var paragraph = document.createParagraph();
          byte[] id = {0, (byte) 0xaf, 0x76, 0x7c};
          paragraph.getCTP().setRsidR(id);
          paragraph.getCTP().setRsidRDefault(id);
          paragraph.createRun().setText(i == paragraphs / 2 ? SECRET : OTHER);
        }
        document.write(out);
      }
      fresh.capture("uploaded-document", "test", out.toByteArray(), null, null);

      assertThat(categories(send(fresh, SECRET.substring(10, 70))))
          .as("%s paragraphs", paragraphs)
          .containsExactly("uploaded-document");
    }
  }

  @Test
  void takesTheNumbersOfCellsForNoText() throws IOException {
    String[] cells = new String[80];
    String[] others = new String[80];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = "berth " + (char) ('A' + i % 26) + i * 7 + " is let to the harbour master";
      others[i] = "shelf " + (char) ('A' + i % 26) + i * 3 + " has books on sailing ships";
    }
    content.capture("uploaded-document", "test", xlsx(cells), null, null);

    assertThat(upload(xlsx(others), "application/vnd.ms-excel").violations()).isEmpty();
    assertThat(categories(send(cells[70] + cells[71]))).containsExactly("uploaded-document");
  }

  @Test
  void takesNumbersInCellsForNoText() throws IOException {
    List<byte[]> books = new java.util.ArrayList<>();
    for (String text : List.of(SECRET, OTHER)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (XSSFWorkbook book = new XSSFWorkbook()) {
        var sheet = book.createSheet("Sheet");
        for (int i = 0; i < 100; i++) {
          sheet.createRow(i).createCell(0).setCellValue(i);
        }
        sheet.createRow(100).createCell(0).setCellValue(text);
        book.write(out);
      }
      books.add(out.toByteArray());
    }
    content.capture("uploaded-document", "test", books.get(0), null, null);

    assertThat(upload(books.get(1), "application/vnd.ms-excel").violations()).isEmpty();
    assertThat(categories(send(SECRET.substring(10, 70)))).containsExactly("uploaded-document");
  }

  @Test
  void knowsTheTextOfACapturedSpreadsheet() throws IOException {
    content.capture("uploaded-document", "test", xlsx("Room 4", SECRET), null, null);

    assertThat(categories(send(SECRET.substring(10, 70)))).containsExactly("uploaded-document");
  }

  @Test
  void knowsTheTextOfBooksAndArchivesWhateverTheirFoldersAreCalled() throws IOException {
    for (List<String> names :
        List.of(List.of("mimetype", "OEBPS/one.xhtml"), List.of("word/list.txt", "notes/b.txt"))) {
      ProtectedContent fresh = new ProtectedContent();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(out)) {
        zip.putNextEntry(new ZipEntry(names.get(0)));
        zip.write("application/epub+zip".getBytes(StandardCharsets.US_ASCII));
        zip.putNextEntry(new ZipEntry(names.get(1)));
        zip.write(("<p>" + SECRET + "</p>").getBytes(StandardCharsets.UTF_8));
      }
      fresh.capture("uploaded-document", "test", out.toByteArray(), null, null);

      assertThat(categories(send(fresh, SECRET.substring(10, 70))))
          .as("%s", names)
          .containsExactly("uploaded-document");
    }
  }

  @Test
  void knowsTheTextOfACapturedPdf() throws IOException {
    content.capture("uploaded-document", "test", pdf(SECRET, null), null, null);

    assertThat(categories(send(SECRET.substring(10, 70)))).containsExactly("uploaded-document");
  }

  @Test
  void findsCapturedTextInDocumentsWhereFilesAreTaken() throws IOException {
    content.capture("chat-conversation", "test", SECRET, null, null);

    assertThat(categories(upload(docx(OTHER, SECRET), "application/msword")))
        .containsExactly("chat-conversation");
    assertThat(categories(upload(xlsx("a", SECRET), "application/octet-stream")))
        .containsExactly("chat-conversation");
    assertThat(categories(upload(pdf(SECRET, null), "application/pdf")))
        .containsExactly("chat-conversation");
  }

  @Test
  void letsOtherDocumentsOfTheSameProgramsPass() throws IOException {
    content.capture("uploaded-document", "test", docx(SECRET), null, null);
    content.capture("uploaded-document", "test", xlsx(SECRET), null, null);
    content.capture("uploaded-document", "test", pdf(SECRET, picture(1)), null, null);

    assertThat(upload(docx(OTHER, "Ask at the desk."), "application/msword").violations())
        .isEmpty();
    assertThat(upload(xlsx(OTHER, "3"), "application/vnd.ms-excel").violations()).isEmpty();
    assertThat(upload(pdf(OTHER, picture(2)), "application/pdf").violations()).isEmpty();
  }

  @Test
  void knowsAPictureOutOfACapturedDocument() throws IOException {
    byte[] photo = write(picture(3), "jpg");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (XWPFDocument document = new XWPFDocument()) {
      document.addPictureData(photo, XWPFDocument.PICTURE_TYPE_JPEG);
      document.write(out);
    } catch (org.apache.poi.openxml4j.exceptions.InvalidFormatException e) {
      throw new IOException(e);
    }
    content.capture("uploaded-document", "test", out.toByteArray(), null, null);

    assertThat(categories(upload(photo, "image/jpeg"))).containsExactly("uploaded-document");
  }

  @Test
  void knowsACapturedPhotoThatWasScaledAndWrittenInAnotherFormat() throws IOException {
    content.capture("uploaded-photo", "test", write(picture(4), "png"), null, null);
    BufferedImage small = new BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.drawImage(
        picture(4).getScaledInstance(160, 120, java.awt.Image.SCALE_SMOOTH), 0, 0, null);
    graphics.dispose();

    for (String format : List.of("jpg", "gif", "png")) {
      assertThat(categories(upload(write(small, format), "image/" + format)))
          .as(format)
          .containsExactly("uploaded-photo");
    }
    assertThat(upload(write(picture(5), "jpg"), "image/jpeg").violations()).isEmpty();
  }

  @Test
  void knowsAPieceOfACapturedRecording() {
    byte[] recording = new byte[200_000];
    new Random(6).nextBytes(recording);
    System.arraycopy(
        "\0\0\0\030ftypisom".getBytes(StandardCharsets.ISO_8859_1), 0, recording, 0, 12);
    content.capture("uploaded-document", "test", recording, null, null);

    Verdict verdict = upload(Arrays.copyOfRange(recording, 90_000, 123_000), "video/mp4");

    assertThat(categories(verdict)).contains("uploaded-document");
  }

  @Test
  void knowsARowOfACapturedTableByItsCellsInAnyOrder() {
    content.capture(
        "uploaded-document",
        "test",
        "id,name,town,due\n17,Bakery Van Loon,Enkhuizen,1 May\n18,Sawmill De Eik,Medemblik,2 May\n"
            + "19,Inn The Heron,Enkhuizen,3 May\n",
        null,
        null);

    assertThat(categories(send("due: x; Medemblik; and; Sawmill De Eik, 18")))
        .containsExactly("uploaded-document");
    assertThat(send("Medemblik; Bakery Van Loon").violations()).as("two rows").isEmpty();
    assertThat(send("Enkhuizen; Sawmill De Eik").violations()).as("no rare cell").isEmpty();
    assertThat(send("Sawmill De Eik").violations()).as("one cell").isEmpty();
  }

  @Test
  void takesNoSentencesWithCommasForATable() {
    content.capture(
        "chat-conversation",
        "test",
        "Well, thank you very much\nOf course, any time you like\nBye, see you tomorrow then\n",
        null,
        null);

    assertThat(send("thank you very much, well, of course").violations()).isEmpty();
  }

  @Test
  void knowsACapturedLinkAsAWholeWhereShorterRunsDoNotCount() {
    String link = "https://cdn.example.io/u/usr_9c1/uploads/0412.jpg";
    content.capture("uploaded-photo", "test", link, null, null);
    String url = "https://api.crisp.chat/v1/website/1/conversation/session_1/message";
    String message = "{\"content\":{\"url\":\"" + link + "?sig=1\"}}";

    assertThat(sender.categories(url, "application/json", message.getBytes(StandardCharsets.UTF_8)))
        .containsExactly("uploaded-photo");
  }

  @Test
  void knowsALargeValueInTheNextRequest() {
    StringBuilder large = new StringBuilder();
    Random random = new Random(8);
    while (large.length() < 100_000) {
      large.append((char) ('a' + random.nextInt(26)));
    }
    content.capture("uploaded-document", "test", large, null, null);

    assertThat(categories(send(large.substring(70_000, 70_060))))
        .containsExactly("uploaded-document");
  }
}
