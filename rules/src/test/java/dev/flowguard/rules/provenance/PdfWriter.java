package dev.flowguard.rules.provenance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;

/**
 * PDF files as libraries write them: what is around the text is the same in all files of one
 * library, and long enough to be taken for content.
 */
enum PdfWriter {
  ITEXT(
      "%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n",
      "/Producer(iText\u00ae Core 9.2.0 \\(AGPL version\\) \u00a92000-2025 Apryse Group NV)",
      "<</BaseFont/Helvetica/Encoding/WinAnsiEncoding/Subtype/Type1/Type/Font>>",
      true),
  OPENPDF(
      "%PDF-1.5\n%\u00e2\u00e3\u00cf\u00d3\n",
      "/Producer(OpenPDF 2.0.3)/Creator(Some Reporting Engine for Java, release of the year)",
      "<</BaseFont/Helvetica/Type/Font/Encoding/WinAnsiEncoding/Subtype/Type1>>",
      true),
  REPORTLAB(
      "%PDF-1.3\n%\u0093\u008c\u008b\u009e ReportLab Generated PDF document (opensource)\n",
      "/Author (anonymous) /Creator (anonymous) /Keywords ()"
          + " /Producer (ReportLab PDF Library - \\(opensource\\)) /Subject (unspecified)"
          + " /Title (untitled) /Trapped /False",
      "<<\n/BaseFont /Helvetica /Encoding /WinAnsiEncoding /Name /F1 /Subtype /Type1 /Type /Font\n>>",
      false),
  /** Qt, as wkhtmltopdf uses it. */
  QT(
      "%PDF-1.4\n1 0 obj\n",
      "/Creator (\u00fe\u00ff\0w\0k\0h\0t\0m\0l\0t\0o\0p\0d\0f\0 \00\0.\01\02\0.\06)"
          + " /Producer (\u00fe\u00ff\0Q\0t\0 \04\0.\08\0.\07\0 \0w\0i\0t\0h\0 \0p\0a\0t\0c\0h\0e\0s)",
      "<< /Type /ExtGState /SA true /SM 0.02 /ca 1.0 /CA 1.0 /AIS false /SMask /None>>",
      true),
  PDFTEX(
      "%PDF-1.5\n%\u00d0\u00d4\u00c5\u00d8\n",
      "/PTEX.Fullbanner (This is pdfTeX, Version 3.141592653-2.6-1.40.25"
          + " \\(TeX Live 2023\\) kpathsea version 6.3.5) /Producer (pdfTeX-1.40.25) /Creator (TeX)",
      "<< /Type /FontDescriptor /FontName /ABCDEF+CMR10 /CharSet"
          + " (/A/B/C/D/E/F/G/H/I/a/b/c/comma/d/e/f/ff/fi/g/h/i/period/r/s/t/u) >>",
      true),
  LIBREOFFICE(
      "%PDF-1.7\n%\u00c3\u00a4\u00c3\u00bc\u00c3\u00b6\u00c3\u009f\n",
      "/Creator<FEFF005700720069007400650072>"
          + "/Producer<FEFF004C0069006200720065004F0066006600690063006500200032003400"
          + "2E00320020007700690074006800200061006C006C00200069007400730020006600"
          + "69006C0074006500720073>",
      "<</Type/FontDescriptor/FontName/BAAAAA+LiberationSerif/Flags 4>>",
      true);

  private static final String META =
      "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
          + "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description>"
          + "<pdf:Producer>The same producer in each of its files, and its tools</pdf:Producer>"
          + "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>";

  private final String head;
  private final String info;
  private final String object;
  private final boolean isPacked;

  PdfWriter(String head, String info, String object, boolean isPacked) {
    this.head = head;
    this.info = info;
    this.object = object;
    this.isPacked = isPacked;
  }

  /** A file of one page that shows a text of ASCII without parentheses. */
  byte[] write(String text, String title) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(latin(head));
    String shown = this == LIBREOFFICE ? "<" + glyphs(text) + ">" : "(" + text + ")";
    stream(out, "", "BT /F1 12 Tf 50 700 Td " + shown + " Tj T* ET");
    if (this == LIBREOFFICE) {
      stream(out, "", map());
    }
    if (this == PDFTEX) {
      stream(out, "/Type /ObjStm /N 2 /First 9", "5 0 6 80 " + object + " <<" + info + ">>");
    } else {
      out.writeBytes(latin("5 0 obj\n" + object + "\nendobj\n"));
    }
    out.writeBytes(latin("3 0 obj\n<</Title(" + title + ")" + info + ">>\nendobj\n"));
    out.writeBytes(latin("8 0 obj\n<</Type/Metadata/Subtype/XML/Length 1>>\nstream\n"));
    out.writeBytes(latin(META + "\nendstream\nendobj\n"));
    out.writeBytes(
        latin(
            "4 0 obj\n<</Contents 7 0 R/MediaBox[0 0 595 842]/Parent 2 0 R/Resources<</Font<</F1"
                + " 5 0 R>>>>/Type/Page>>\nendobj\n2 0 obj\n<</Count 1/Kids[4 0 R]/Type/Pages>>\n"
                + "endobj\ntrailer\n<</Info 3 0 R/Root 1 0 R/Size 9>>\n%%EOF\n"));
    return out.toByteArray();
  }

  private void stream(ByteArrayOutputStream out, String dictionary, String content) {
    byte[] bytes = latin(content);
    String filter = "";
    if (isPacked) {
      Deflater deflater = new Deflater();
      deflater.setInput(bytes);
      deflater.finish();
      byte[] packed = new byte[bytes.length + 64];
      int length = deflater.deflate(packed);
      deflater.end();
      bytes = java.util.Arrays.copyOf(packed, length);
      filter = "/Filter/FlateDecode";
    }
    out.writeBytes(latin("7 0 obj\n<<" + dictionary + filter + "/Length " + bytes.length + ">>\n"));
    out.writeBytes(latin("stream\n"));
    out.writeBytes(bytes);
    out.writeBytes(latin("\nendstream\nendobj\n"));
  }

  /** Codes of a font of which only some characters are in the file: 1 for a space, and so on. */
  private static String glyphs(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      out.append(String.format("%02X", c - ' ' + 1));
    }
    return out.toString();
  }

  private static String map() {
    StringBuilder out = new StringBuilder("/CIDInit/ProcSet findresource begin\nbegincmap\n");
    out.append("1 begincodespacerange\n<00> <FF>\nendcodespacerange\n95 beginbfchar\n");
    for (char c = ' '; c < 0x7f; c++) {
      out.append(String.format("<%02X> <%04X>%n", c - ' ' + 1, (int) c));
    }
    return out.append("endbfchar\nendcmap\n").toString();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
