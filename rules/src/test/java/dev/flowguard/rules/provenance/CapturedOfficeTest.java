package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.judge.Sender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.junit.jupiter.api.Test;

/** Office files from before 2007, RTF, and e-mail messages: captured, and sent. */
class CapturedOfficeTest {
  private static final String SECRET =
      "The organist keeps the parish silver under the bellows, and only his sister has the key.";
  private static final String UMLAUTS =
      "Der K\u00fcster verwahrt das Silber unter den B\u00e4lgen, nur die Schw\u00e4gerin hat den Schl\u00fcssel.";
  private static final String RUSSIAN =
      "\u041e\u0440\u0433\u0430\u043d\u0438\u0441\u0442 \u0434\u0435\u0440\u0436\u0438\u0442 \u0441\u0435\u0440\u0435\u0431\u0440\u043e \u043f\u043e\u0434 \u043c\u0435\u0445\u0430\u043c\u0438, \u0430 \u043a\u043b\u044e\u0447 \u0442\u043e\u043b\u044c\u043a\u043e \u0443 \u0435\u0433\u043e \u0441\u0435\u0441\u0442\u0440\u044b.";
  private static final String OTHER =
      "The library opens at nine on weekdays, and at ten on the first Saturday of each month.";

  private static final String UPLOAD = "https://files.stripe.com/v1/files";

  private final ProtectedContent content = new ProtectedContent();
  private final Sender sender = new Sender(content);

  private List<String> send(String text) {
    return send("text/plain;charset=UTF-8", text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> send(String type, byte[] body) {
    return sender.categories(UPLOAD, type, body);
  }

  private void capture(byte[] file) {
    content.capture("uploaded-document", "test", file, null, null);
  }

  /** What is captured in a file is known as text, and what is captured as text is found in it. */
  private void isReadBothWays(byte[] file, String... texts) {
    capture(file);
    for (String text : texts) {
      assertThat(send(text)).as("captured, %s", text).containsExactly("uploaded-document");
    }
    for (String text : texts) {
      ProtectedContent chats = new ProtectedContent();
      chats.capture("chat-conversation", "test", text, null, null);
      assertThat(new Sender(chats).categories(UPLOAD, "application/octet-stream", file))
          .as("sent, %s", text)
          .containsExactly("chat-conversation");
    }
  }

  @Test
  void readsWordDocumentsByTheirPieces() {
    isReadBothWays(
        CompoundWriter.doc(UMLAUTS + "\r", RUSSIAN + "\r", SECRET), UMLAUTS, RUSSIAN, SECRET);
  }

  @Test
  void readsATextOverTwoPiecesAsOne() {
    isReadBothWays(
        CompoundWriter.doc(SECRET.substring(0, 30), SECRET.substring(30)), SECRET.substring(8, 60));
  }

  @Test
  void leavesOutCodesOfFieldsInWordDocuments() {
    byte[] file =
        CompoundWriter.doc(
            "The organist keeps \u0013 HYPERLINK \"http://silver.example/\u0013 PAGE \u00141\u0015x\" \u0014the"
                + " parish\u0015 silver under the bellows");

    isReadBothWays(file, "The organist keeps the parish silver under the bellows");
  }

  @Test
  void readsADocumentWithinADocumentByItsOwnTable() {
    Map<String, byte[]> streams =
        new LinkedHashMap<>(CompoundWriter.word("ObjectPool/_1/", OTHER, RUSSIAN));
    streams.putAll(CompoundWriter.word("", SECRET));

    isReadBothWays(CompoundWriter.file(streams), SECRET, RUSSIAN);
  }

  @Test
  void readsWorkbooksOfExcelWithStringsOverSeveralRecords() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (HSSFWorkbook book = new HSSFWorkbook()) {
      var sheet = book.createSheet("Silver");
      for (int i = 0; i < 400; i++) {
        var row = sheet.createRow(i);
        row.createCell(0).setCellValue("row " + i + " " + (i % 3 == 0 ? OTHER : RUSSIAN) + i);
        row.createCell(1).setCellValue(i);
      }
      sheet.createRow(400).createCell(0).setCellValue(SECRET + " " + RUSSIAN.substring(5));
      book.write(out);
    }

    isReadBothWays(out.toByteArray(), SECRET, RUSSIAN + "398");
  }

  @Test
  void readsPresentationsOfPowerPointWithoutTheirMasters() {
    String master = "Click here to change the style of titles in the master of all the slides";
    isReadBothWays(CompoundWriter.ppt(master, SECRET, UMLAUTS, RUSSIAN), SECRET, UMLAUTS, RUSSIAN);

    assertThat(
            send(
                "application/vnd.ms-powerpoint", CompoundWriter.ppt(master, OTHER, "A second one")))
        .isEmpty();
  }

  @Test
  void readsMessagesOfOutlook() {
    byte[] file =
        CompoundWriter.msg(
            Map.of(
                "0037001F",
                SECRET.getBytes(StandardCharsets.UTF_16LE),
                "1000001E",
                RUSSIAN.getBytes(Charset.forName("windows-1251")),
                "10130102",
                ("<html><body><p>" + UMLAUTS.replace("\u00e4", "&auml;") + "</p></body></html>")
                    .getBytes(StandardCharsets.UTF_8)));

    isReadBothWays(file, SECRET, RUSSIAN, UMLAUTS);
  }

  @Test
  void readsAttachmentsOfMessagesOfOutlook() {
    byte[] file =
        CompoundWriter.msg(
            Map.of(
                "0037001F",
                OTHER.getBytes(StandardCharsets.UTF_16LE),
                "__attach_version1.0_#00000000/37010102",
                CompoundWriter.doc(SECRET)));

    isReadBothWays(file, SECRET);
  }

  /** [MS-OXRTFCP] with literals alone, and with one reference into what the window begins with. */
  @Test
  void readsCompressedBodiesOfMessagesOfOutlook() {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    packed.write(1);
    packed.writeBytes(new byte[] {0, 0x04}); // six characters from the start: {\rtf1
    String rest = "\\ansi " + SECRET + "}";
    for (int i = 0; i < rest.length(); i++) {
      if (i == 7 || i > 7 && (i - 7) % 8 == 0) {
        packed.write(0);
      }
      packed.write(rest.charAt(i));
    }
    ByteBuffer rtf = ByteBuffer.allocate(16 + packed.size()).order(ByteOrder.LITTLE_ENDIAN);
    rtf.putInt(12 + packed.size()).putInt(6 + rest.length()).putInt(0x75465a4c).putInt(0);
    rtf.put(packed.toByteArray());

    isReadBothWays(CompoundWriter.msg(Map.of("10090102", rtf.array())), SECRET);
  }

  @Test
  void endsAtChainsOfSectorsThatComeBackToThemselves() {
    byte[] file = CompoundWriter.doc(SECRET);
    for (int at = 512; at + 4 <= file.length; at += 4) {
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(at, 1);
    }
    capture(file);

    assertThat(content.stats().documents()).isPositive();
  }

  @Test
  void readsRichTextWithCodePagesAndUnicode() {
    String rtf =
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss Arial;}{\\f1\\fcharset204 Arial"
            + " Cyr;}}{\\colortbl;\\red0\\green0\\blue0;}{\\*\\generator Some Editor 10.0.19041}"
            + "\\viewkind4\\uc1\\pard\\f0\\fs20 "
            + escaped(UMLAUTS, Charset.forName("windows-1252"))
            + "\\par\n\\f1 "
            + escaped(RUSSIAN, Charset.forName("windows-1251"))
            + "\\par\\f0 "
            + unicode(RUSSIAN.substring(0, 40))
            + "{\\b The organist} keeps the par\r\nish {\\field{\\*\\fldinst HYPERLINK"
            + " \"http://silver.example\"}{\\fldrslt silver}} under the bellows}";

    isReadBothWays(
        rtf.getBytes(StandardCharsets.US_ASCII),
        UMLAUTS,
        RUSSIAN,
        "The organist keeps the parish silver under the bellows");
  }

  private static String escaped(String text, Charset charset) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(charset)) {
      out.append(b < 0 ? String.format("\\'%02x", b & 0xff) : String.valueOf((char) b));
    }
    return out.toString();
  }

  private static String unicode(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      out.append("\\u").append((short) c).append('?');
    }
    return out.toString();
  }

  private static byte[] mail(String body, String... fields) {
    StringBuilder out = new StringBuilder();
    out.append("Return-Path: <someone@mail.example>\r\n")
        .append(
            "Received: from mx1.mail.example (mx1.mail.example [192.0.2.1]) by in.mail.example\r\n")
        .append("\twith ESMTPS id 4Xk2 (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384)\r\n")
        .append("MIME-Version: 1.0\r\nUser-Agent: A Mail Program 115.0 on a common system\r\n");
    for (String field : fields) {
      out.append(field).append("\r\n");
    }
    return out.append("\r\n").append(body).toString().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void readsSubjectsAndBodiesOfMail() {
    String subject =
        "=?utf-8?B?"
            + Base64.getEncoder()
                .encodeToString(RUSSIAN.substring(0, 30).getBytes(StandardCharsets.UTF_8))
            + "?=\r\n =?windows-1251?Q?"
            + quoted(RUSSIAN.substring(30), Charset.forName("windows-1251")).replace(" ", "_")
            + "?=";
    byte[] file =
        mail(
            Base64.getMimeEncoder().encodeToString(UMLAUTS.getBytes(StandardCharsets.ISO_8859_1)),
            "Subject: " + subject,
            "Content-Type: text/plain; charset=ISO-8859-1",
            "Content-Transfer-Encoding: base64");

    isReadBothWays(file, RUSSIAN, UMLAUTS);
  }

  @Test
  void readsPartsOfMail() {
    String body =
        "This is a message with several parts in the usual format.\r\n--=_b1\r\nContent-Type:"
            + " text/plain; charset=windows-1251\r\nContent-Transfer-Encoding:"
            + " quoted-printable\r\n\r\n"
            + quoted(RUSSIAN, Charset.forName("windows-1251"))
            + "\r\n--=_b1\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<div class=\"content of the"
            + " message of the program\"><p>"
            + SECRET.replace("the", "<i>the</i>")
            + "</p></div>\r\n--=_b1\r\nContent-Disposition: attachment;"
            + " filename=\"a.doc\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + Base64.getMimeEncoder().encodeToString(CompoundWriter.doc(UMLAUTS))
            + "\r\n--=_b1--\r\n";
    byte[] file = mail(body, "Subject: x", "Content-Type: multipart/mixed;\r\n boundary=\"=_b1\"");

    isReadBothWays(file, RUSSIAN, SECRET, UMLAUTS);
  }

  @Test
  void takesNoHeadsOfMailForText() {
    capture(mail(SECRET, "Subject: silver", "Content-Type: text/plain; charset=utf-8"));

    assertThat(
            send(
                "message/rfc822",
                mail(OTHER, "Subject: books", "Content-Type: text/plain; charset=utf-8")))
        .isEmpty();
  }

  private static String quoted(String text, Charset charset) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(charset)) {
      out.append(b < 0 ? String.format("=%02X", b & 0xff) : String.valueOf((char) b));
    }
    return out.toString();
  }
}
