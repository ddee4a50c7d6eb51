package dev.flowguard.rules.judge;

import io.airlift.compress.zstd.ZstdCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.poi.hssf.usermodel.HSSFSheet;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;

/**
 * Ways to hide a text, each a layer around bytes.
 *
 * @param wantsText true where only text can stand inside; bytes are put into base64 first
 * @param givesText true where the outcome is a text
 */
record Wrapping(String name, boolean wantsText, boolean givesText, UnaryOperator<byte[]> around) {
  /** Characters of a cell of a workbook. */
  private static final int LONGEST_CELL = 30_000;

  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  @Override
  public String toString() {
    return name;
  }

  byte[] wrap(byte[] inner, boolean isText) {
    return around.apply(wantsText && !isText ? Base64.getEncoder().encode(inner) : inner);
  }

  /** All of them. */
  static List<Wrapping> all() {
    List<Wrapping> all = new ArrayList<>();
    bytes(all, "gzip", Wrapping::gzip);
    bytes(all, "zlib", bytes -> deflate(bytes, false));
    bytes(all, "raw deflate", bytes -> deflate(bytes, true));
    bytes(all, "zstd", Wrapping::zstd);
    bytes(all, "br", Wrapping::brotli);
    bytes(all, "zip stored", bytes -> zip(bytes, "notes/a.txt", true));
    bytes(all, "zip deflated", bytes -> zip(bytes, "notes/a.txt", false));
    bytes(all, "protobuf", bytes -> field(3, field(1, bytes)));
    bytes(all, "grpc", bytes -> grpc(field(2, bytes)));
    text(all, "utf-16 le", s -> s.getBytes(StandardCharsets.UTF_16LE), false);
    text(all, "utf-16 with a mark", s -> s.getBytes(StandardCharsets.UTF_16), false);
    text(all, "docx", s -> zip(utf8(word(s)), "word/document.xml", false), false);
    text(all, "pdf", Wrapping::pdf, false);
    encoded(all, "base64", Base64.getEncoder()::encode);
    encoded(all, "base64url", Base64.getUrlEncoder().withoutPadding()::encode);
    encoded(all, "base64 in lines", Base64.getMimeEncoder(64, utf8("\r\n"))::encode);
    encoded(all, "base64 in escaped lines", b -> escapedLines(b));
    encoded(all, "data URI", b -> utf8("data:text/plain;base64," + b64(b)));
    encoded(all, "base64 behind a prefix", b -> utf8("blob/" + b64(b)));
    encoded(all, "hex", b -> utf8(hex(b, "")));
    encoded(all, "hex in pairs", b -> utf8(hex(b, " ")));
    encoded(all, "hex with backslashes", b -> utf8(hex(b, "\\x")));
    encoded(all, "base32", b -> utf8(base32(b)));
    encoded(all, "percent", b -> utf8(percent(b)));
    encoded(all, "percent twice", b -> utf8(percent(utf8(percent(b)))));
    encoded(all, "form field", b -> utf8("a=1&note=" + percent(b) + "&z=2"));
    text(all, "JSON", s -> utf8("{\"t\":" + quote(s) + "}"), true);
    text(all, "JSON three deep", s -> utf8(json(json(json(s)))), true);
    text(all, "JSON in unicode escapes", s -> utf8("{\"t\":\"" + unicode(s) + "\"}"), true);
    text(all, "JSON with a repeated key", s -> utf8("{\"t\":" + quote(s) + ",\"t\":1}"), true);
    text(all, "JSON behind a mark", s -> utf8("\ufeff{\"t\":" + quote(s) + "}"), true);
    text(all, "NDJSON", s -> utf8("{\"n\":1}\n{\"t\":" + quote(s) + "}\n{\"n\":2}\n"), true);
    text(all, "server-sent events", s -> utf8("event: m\ndata: " + json(s) + "\n\n"), true);
    text(all, "XML entities", s -> utf8("<a><b>" + entities(s) + "</b></a>"), true);
    text(all, "XML character data", s -> utf8("<a><![CDATA[" + s + "]]></a>"), true);
    text(all, "HTML in bold words", s -> utf8("<p>" + s.replace("o", "<b>o</b>") + "</p>"), true);
    text(all, "an XML attribute", s -> utf8("<a t=\"" + entities(s) + "\"/>"), true);
    text(all, "CSV", s -> utf8("id,note\n7,\"" + s.replace("\"", "\"\"") + "\"\n"), true);
    text(
        all,
        "GraphQL",
        s -> utf8("{\"query\":" + quote("mutation{n(t:" + quote(s) + "){id}}") + "}"),
        true);
    encoded(all, "quoted-printable", b -> utf8(quotedPrintable(b)));
    text(all, "multipart", s -> utf8(multipart("--b-d", "", s)), true);
    text(
        all,
        "multipart in quoted-printable",
        s ->
            utf8(
                multipart(
                    "--=_q.1",
                    "Content-Transfer-Encoding: quoted-printable\r\n",
                    quotedPrintable(utf8(s)))),
        true);
    text(
        all,
        "multipart within multipart",
        s ->
            utf8(
                multipart(
                    "--outer'()+_,-./:=?",
                    "Content-Type: multipart/mixed; boundary=\"in ner\"\r\n",
                    multipart("--in ner", "", s))),
        true);
    return all;
  }

  /** Files that hold a text and are read for it. */
  static List<Wrapping> files() {
    List<Wrapping> all = new ArrayList<>();
    text(all, "xls", Wrapping::xls, false);
    text(all, "rtf", s -> utf8(rtf(s)), false);
    text(all, "mail", s -> utf8("From: a@b.example\r\nSubject: a\r\n\r\n" + s), false);
    return all;
  }

  /** Ways to write the same text with other characters. */
  static List<Wrapping> spellings() {
    List<Wrapping> all = new ArrayList<>();
    text(all, "decomposed", s -> utf8(Normalizer.normalize(s, Normalizer.Form.NFD)), true);
    text(all, "composed", s -> utf8(Normalizer.normalize(s, Normalizer.Form.NFC)), true);
    text(all, "full width", s -> utf8(fullWidth(s)), true);
    text(all, "zero width", s -> utf8(String.join("\u200b", s.split(""))), true);
    text(all, "soft hyphens", s -> utf8(String.join("\u00ad", s.split(""))), true);
    text(all, "capitals", s -> utf8(s.toUpperCase(java.util.Locale.ROOT)), true);
    text(all, "look-alikes", s -> utf8(lookAlikes(s)), true);
    text(all, "tags and variation selectors", s -> utf8(s.replace("e", "e\ufe0f")), true);
    text(all, "combining marks", s -> utf8(s.replace("a", "a\u0336")), true);
    text(all, "mathematical letters", s -> utf8(mathematical(s)), true);
    text(all, "other white space", s -> utf8(s.replace(" ", "\u2003\r\n\t")), true);
    text(all, "markdown", s -> utf8("> **" + s.replace(" ", "** _") + "_"), true);
    text(
        all,
        "Markdown links",
        s -> utf8("[" + s.replace(" ", "](https://mill.example/a_(b)) [") + "][1]"),
        true);
    text(all, "numbered lines", s -> utf8("1 | " + s.replace(" ", "\n1 | ")), true);
    text(all, "no punctuation", s -> utf8(s.replaceAll("[\\p{P}\\s]", "")), true);
    return all;
  }

  private static void bytes(List<Wrapping> all, String name, UnaryOperator<byte[]> around) {
    all.add(new Wrapping(name, false, false, around));
  }

  private static void encoded(List<Wrapping> all, String name, UnaryOperator<byte[]> around) {
    all.add(new Wrapping(name, false, true, around));
  }

  private static void text(
      List<Wrapping> all,
      String name,
      java.util.function.Function<String, byte[]> around,
      boolean givesText) {
    all.add(
        new Wrapping(
            name,
            true,
            givesText,
            bytes -> around.apply(new String(bytes, StandardCharsets.UTF_8))));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String b64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] escapedLines(byte[] bytes) {
    return utf8(
        new String(Base64.getMimeEncoder(76, utf8("\n")).encode(bytes), StandardCharsets.ISO_8859_1)
            .replace("\n", "\\n"));
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] deflate(byte[] bytes, boolean raw) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflate = new DeflaterOutputStream(out, new Deflater(6, raw))) {
      deflate.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] zstd(byte[] bytes) {
    ZstdCompressor compressor = new ZstdCompressor();
    byte[] out = new byte[compressor.maxCompressedLength(bytes.length)];
    return Arrays.copyOf(out, compressor.compress(bytes, 0, bytes.length, out, 0, out.length));
  }

  /** RFC 7932 with uncompressed meta-blocks: a stream that any decoder reads. */
  static byte[] brotli(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long bits = 0;
    int count = 1; // a window of 16 bits
    for (int at = 0; at < bytes.length; at += 65_536) {
      int length = Math.min(65_536, bytes.length - at);
      bits |= (long) (length - 1) << count + 3; // not the last, four nibbles of length
      bits |= 1L << count + 19; // uncompressed
      for (int i = 0; i < count + 20; i += 8) {
        out.write((int) (bits >> i));
      }
      out.write(bytes, at, length);
      bits = 0;
      count = 0;
    }
    out.write((int) (bits | 3L << count));
    return out.toByteArray();
  }

  static byte[] zip(byte[] bytes, String name, boolean stored) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      ZipEntry entry = new ZipEntry(name);
      if (stored) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
      }
      zip.putNextEntry(entry);
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] field(int number, byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(8); // field 1, a number
    out.write(42);
    out.write(number << 3 | 2);
    int length = value.length;
    while (length >= 128) {
      out.write(length & 127 | 128);
      length >>>= 7;
    }
    out.write(length);
    out.writeBytes(value);
    return out.toByteArray();
  }

  static byte[] grpc(byte[] message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(message.length >> shift);
    }
    out.writeBytes(message);
    return out.toByteArray();
  }

  /** A container of one record, a text. */
  static byte[] avro(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] sync = new byte[16];
    Arrays.fill(sync, (byte) 0xa5);
    out.writeBytes(
        utf8("Obj\u0001\u0004\u0016avro.schema\u0010\"string\"\u0014avro.codec\u000edeflate"));
    out.write(0);
    out.writeBytes(sync);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    zigzag(bytes.length, text);
    text.writeBytes(bytes);
    byte[] block = deflate(text.toByteArray(), true);
    out.write(2); // one record
    zigzag(block.length, out);
    out.writeBytes(block);
    out.writeBytes(sync);
    return out.toByteArray();
  }

  private static void zigzag(int number, ByteArrayOutputStream out) {
    int left = number << 1;
    for (; left >= 128; left >>>= 7) {
      out.write(left & 127 | 128);
    }
    out.write(left);
  }

  private static String word(String text) {
    StringBuilder runs = new StringBuilder();
    for (int i = 0; i < text.length(); i += 7) {
      runs.append("<w:r><w:t xml:space=\"preserve\">")
          .append(entities(text.substring(i, Math.min(text.length(), i + 7))))
          .append("</w:t></w:r>");
    }
    return "<?xml version=\"1.0\"?><w:document><w:body><w:p>"
        + runs
        + "</w:p></w:body>"
        + "</w:document>";
  }

  /** A page whose text is shown in kerned pieces of two-byte codes, which a font's map names. */
  private static byte[] pdf(String text) {
    StringBuilder show = new StringBuilder("BT /F1 12 Tf 72 720 Td [");
    StringBuilder map =
        new StringBuilder(
            "begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange beginbfchar ");
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      show.append(String.format("<%04x>%s", i + 3, i % 5 == 4 ? " -20 " : ""));
      map.append(String.format("<%04x> <%04x>\n", i + 3, (int) chars[i]));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(utf8("%PDF-1.4\n"));
    for (String stream : List.of(show + "] TJ ET", map + "endbfchar endcmap")) {
      byte[] packed = deflate(stream.getBytes(StandardCharsets.ISO_8859_1), false);
      out.writeBytes(utf8("4 0 obj\n<</Length " + packed.length));
      out.writeBytes(utf8("/Filter/FlateDecode>>\nstream\n"));
      out.writeBytes(packed);
      out.writeBytes(utf8("\nendstream\nendobj\n"));
    }
    out.writeBytes(utf8("trailer<</Root 1 0 R>>\n%%EOF\n"));
    return out.toByteArray();
  }

  private static String hex(byte[] bytes, String before) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes) {
      out.append(before).append(String.format("%02x", b));
    }
    return out.toString().strip();
  }

  private static String base32(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    long held = 0;
    int bits = 0;
    for (byte b : bytes) {
      held = held << 8 | b & 0xff;
      bits += 8;
      while (bits >= 5) {
        out.append(LETTERS.charAt((int) (held >> bits - 5 & 31)));
        bits -= 5;
      }
      held &= 0xff;
    }
    if (bits > 0) {
      out.append(LETTERS.charAt((int) (held << 5 - bits & 31)));
    }
    return out.toString();
  }

  private static String percent(byte[] bytes) {
    return URLEncoder.encode(latin(bytes), StandardCharsets.ISO_8859_1).replace("+", "%20");
  }

  /** Each byte as the character of its number. */
  static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] xls(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (HSSFWorkbook book = new HSSFWorkbook()) {
      HSSFSheet sheet = book.createSheet();
      for (int at = 0; at < text.length(); at += LONGEST_CELL) {
        String cell = text.substring(at, Math.min(text.length(), at + LONGEST_CELL));
        sheet.createRow(at / LONGEST_CELL).createCell(0).setCellValue(cell);
      }
      book.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static String rtf(String text) {
    StringBuilder out = new StringBuilder("{\\rtf1\\ansi\\uc1 ");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '\n' -> out.append("\\par ");
        case '\r' -> out.append("\\'0d");
        case '\\', '{', '}' -> out.append('\\').append(c);
        default -> out.append(c < 128 ? String.valueOf(c) : "\\u" + (short) c + '?');
      }
    }
    return out.append('}').toString();
  }

  private static String percent(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  static String json(String text) {
    return "{\"t\":" + quote(text) + "}";
  }

  private static String unicode(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      out.append(String.format("\\u%04x", (int) c));
    }
    return out.toString();
  }

  private static String entities(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              boolean plain = c == ' ' || c < 128 && Character.isLetterOrDigit(c);
              out.append(plain ? Character.toString(c) : "&#x" + Integer.toHexString(c) + ";");
            });
    return out.toString();
  }

  private static String quotedPrintable(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    int line = 0;
    for (byte b : bytes) {
      // RFC 2045 advises to encode what some gateways change; CSV and JSON change quotes.
      boolean plain = b >= ' ' && b < 127 && b != '=' && b != '"' && b != '\\';
      String next = plain ? String.valueOf((char) b) : String.format("=%02X", b);
      if (line + next.length() > 60) {
        out.append("=\r\n");
        line = 0;
      }
      out.append(next);
      line += next.length();
    }
    return out.toString();
  }

  private static String multipart(String delimiter, String head, String content) {
    return delimiter
        + "\r\nContent-Disposition: form-data; name=\"n\"\r\n"
        + head
        + "\r\n"
        + content
        + "\r\n"
        + delimiter
        + "--\r\n";
  }

  private static String fullWidth(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      out.append(c > ' ' && c < 127 ? (char) (c + 0xfee0) : c);
    }
    return out.toString();
  }

  private static String lookAlikes(String text) {
    String latin = "aceopxyiAEOCPTHKMB";
    String cyrillic = "асеорхуіАЕОСРТНКМВ";
    StringBuilder out = new StringBuilder();
    Random every = new Random(3);
    for (char c : text.toCharArray()) {
      int at = latin.indexOf(c);
      out.append(at >= 0 && every.nextInt(3) > 0 ? cyrillic.charAt(at) : c);
    }
    return out.toString();
  }

  private static String mathematical(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      if (c >= 'a' && c <= 'z') {
        out.appendCodePoint(0x1d41a + c - 'a');
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
