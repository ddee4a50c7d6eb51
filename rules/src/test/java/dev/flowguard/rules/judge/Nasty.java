package dev.flowguard.rules.judge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * A payload of at most one mebibyte that was made to cost much.
 *
 * @param type declared media type
 */
public record Nasty(String name, String url, String type, byte[] body) {
  /** What each of them is captured beside. */
  public static final List<String> CAPTURED =
      List.of(
          "a".repeat(2_000),
          "ha".repeat(600),
          "abcdefgh".repeat(200),
          "please help me understand why this does not work as expected");

  private static final int MOST = 1 << 20;
  private static final String FIELDS = "https://api.stripe.com/v1/customers";
  private static final String FILES = "https://files.stripe.com/v1/files";
  private static final String CHAT = "https://client.crisp.chat/x";
  private static final String ANALYTICS = "https://region1.google-analytics.com/mp/collect";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain";
  private static final String MULTIPART = "multipart/form-data; boundary=x";

  @Override
  public String toString() {
    return name;
  }

  /** All of them. */
  public static List<Nasty> all() {
    List<Nasty> all = new ArrayList<>();
    texts(all);
    documents(all);
    archives(all);
    pictures(all);
    binaries(all);
    captured(all);
    return all;
  }

  private static void add(List<Nasty> all, String name, String url, String type, byte[] body) {
    all.add(new Nasty(name, url, type, body.length > MOST ? Arrays.copyOf(body, MOST) : body));
  }

  private static void add(List<Nasty> all, String name, String type, String body) {
    add(all, name, FIELDS, type, utf8(body));
  }

  private static String fill(String token, int length) {
    return token.repeat(Math.max(1, length / token.length()));
  }

  private static void texts(List<Nasty> all) {
    add(all, "form a&a&", FORM, fill("a&", MOST));
    add(all, "form value a=b&c&c", FORM, "note=a%3Db" + fill("%26c", MOST - 20));
    add(all, "JSON \\u{", JSON, "{\"q\":\"" + fill("\\\\u{", MOST - 10) + "\"}");
    add(
        all,
        "package and class names",
        JSON,
        "{\"q\":\"" + fill("com_example_shop_OrderService ", 64 << 10) + "\"}");
    add(
        all,
        "package and class names, 1 MiB",
        JSON,
        "{\"q\":\"" + fill("com_example_shop_OrderService ", MOST - 10) + "\"}");
    add(all, "base64-like lines", TEXT, fill("com_example_shop_OrderService\n", MOST));
    add(
        all,
        "prompts below 400 long names",
        JSON,
        fill("{\"" + "n".repeat(800) + "\":", 400 * 805)
            + "["
            + fill("{\"prompt\":\"aaaaaaaaaaaaaaaa\"},", MOST - 400 * 810));
    add(
        all,
        "prompts and answers below 400 long names",
        JSON,
        fill("{\"" + "n".repeat(800) + "\":", 400 * 805)
            + "["
            + fill(
                "{\"prompt\":\"aaaaaaaaaaaaaaaa\",\"response\":\"aaaaaaaaaaaaaaaa\"},",
                MOST - 400 * 810));
    add(
        all,
        "roles below 400 long names",
        JSON,
        fill("{\"" + "n".repeat(800) + "\":", 400 * 805)
            + "["
            + fill("{\"role\":\"user\",\"content\":{\"parts\":\"a\"}},", MOST - 400 * 810));
    String name = "x".repeat(MOST / 2);
    add(
        all,
        "numbers below a long name",
        JSON,
        "{\"" + name + "\":\"" + fill("12345678, ", MOST / 2 - 10) + "\"}");
    add(
        all,
        "values below a long name",
        JSON,
        "{\"role\":\"user\",\"" + name + "\":[" + fill("{\"a\":1},", MOST / 2 - 50) + "1]}");
    add(all, "small broken strings", TEXT, fill("{\"{{{{{{{{\",", MOST));
    add(all, "small broken strings in JSON", JSON, "[" + fill("\"{\\\"{{{{{{{{\\\",\",", MOST - 2));
    add(all, "small broken values in a form", FORM, fill("a={\"b\":[1,&", MOST));
    add(all, "small objects", JSON, "[" + fill("{\"a\":\"bcd\"},", MOST - 4) + "0]");
    add(all, "small numbers", JSON, "[" + fill("0.12,", MOST - 4) + "0]");
    add(all, "single digits", JSON, "[" + fill("1,", MOST - 4) + "0]");
    add(all, "empty objects", JSON, "[" + fill("{},", MOST - 4) + "0]");
    add(all, "nulls", JSON, "[" + fill("null,", MOST - 4) + "0]");
    add(all, "arrays in arrays", JSON, fill("[", 900) + fill("[],", MOST - 1000));
    add(all, "half a million digits", JSON, "{\"a\":[" + "9".repeat(500_000) + ",1]}");
    add(
        all,
        "half a million digits of a fraction",
        JSON,
        "{\"a\":[0." + "1".repeat(500_000) + "]}");
    add(all, "exponent", JSON, "{\"a\":[1e999999999,1E-999999999]}");
    add(all, "half a million brackets", JSON, "[".repeat(500_000));
    add(all, "deep objects", JSON, fill("{\"a\":", MOST));
    add(all, "form of short fields", FORM, fill("a=%41&", MOST));
    add(all, "form of numbered fields", FORM, numbered("a%d=b&"));
    add(all, "form of nested keys", FORM, "a" + fill("[b]", MOST - 10) + "=c");
    add(all, "form in a form", FORM, "a=b" + fill("&a%3Db%26c%3Dd", MOST - 4));
    add(all, "percent in percent", FORM, "a=" + fill("%252525252525252541", MOST - 2));
    add(
        all,
        "one field over and over",
        JSON,
        "[" + fill("{\"role\":\"user\",\"content\":\"a\"},", MOST - 4) + "0]");
    add(all, "turns", TEXT, fill("user: a\nassistant: b\n", MOST));
    add(all, "tags", TEXT, fill("<a b='c'>", MOST));
    add(all, "open quotes in tags", TEXT, fill("<a '\" ", MOST));
    add(all, "open comments", TEXT, fill("<!--", MOST));
    add(all, "open CDATA", TEXT, fill("<![CDATA[", MOST));
    add(all, "entities", TEXT, fill("&#65;", MOST));
    add(all, "entities without an end", TEXT, fill("&#6", MOST));
    add(all, "quoted-printable", TEXT, fill("=3D", MOST));
    add(all, "quoted-printable spaces", TEXT, fill("=3D=        ", MOST));
    add(all, "quoted-printable long spaces", TEXT, "=3D=3D" + fill("= ", MOST - 10));
    add(all, "event stream", "text/event-stream", fill("data: {\"a\":\"b\"}\n", MOST));
    add(all, "event stream, undeclared", TEXT, fill("data: a\n", MOST));
    add(all, "JSON lines", TEXT, fill("{\"a\":\"b\"}\n", MOST));
    add(all, "near cards", TEXT, fill("4242424242424241 ", MOST));
    add(all, "single digits and spaces", TEXT, fill("4 ", MOST));
    add(all, "near phones", TEXT, fill("+1 212-", MOST));
    add(all, "at signs", TEXT, fill("a@", MOST));
    add(all, "labels", TEXT, "a@" + fill("a.", MOST - 2));
    add(all, "long local parts", TEXT, fill("a".repeat(64) + "@", MOST));
    add(all, "links", TEXT, fill("https://a/?X-Amz-Signatur=", MOST));
    add(all, "short links", TEXT, fill("://", MOST));
    add(all, "hex pairs", TEXT, fill("0x41 ", MOST));
    add(all, "hex with separators", TEXT, fill("41--;", MOST));
    add(all, "hex digits after letters", TEXT, fill("xa", MOST));
    add(all, "base32 lines", TEXT, fill("MFRGGZDFMFRGGZDF\n", MOST));
    add(all, "vectors", TEXT, fill("0.1,", MOST));
    add(
        all,
        "long row of vectors",
        JSON,
        "[" + fill("[" + fill("0.12,", 1_300) + "-1],", MOST - 4) + "0]");
    add(all, "marks", TEXT, "a" + fill("\u0301\u0323", MOST));
    add(all, "mathematical letters", TEXT, fill("\ud835\udc00\ud835\udc01", MOST));
    add(all, "ligatures", TEXT, fill("\ufdfa", MOST));
    add(all, "ideographs", TEXT, fill("漢字", MOST));
    add(all, "tables", TEXT, fill("abcdefgh;ijklmnop;qrstuvwx\n", MOST));
    String nested = "x".repeat(1_000);
    for (int i = 0; i < 9; i++) {
      nested = "{\"a\":\"" + nested.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
    }
    add(all, "JSON in JSON", JSON, nested);
    byte[] base64 = utf8(fill("The quick brown fox jumps over the lazy dog. ", 30_000));
    for (int i = 0; i < 12; i++) {
      base64 = Base64.getEncoder().encode(base64);
    }
    add(all, "base64 twelve times", TEXT, new String(base64, StandardCharsets.US_ASCII));
    add(
        all,
        "base64 of zeros",
        TEXT,
        Base64.getEncoder().encodeToString(new byte[MOST * 3 / 4 - 10]));
    add(all, "base64 of noise", TEXT, Base64.getEncoder().encodeToString(noise(MOST * 3 / 4 - 10)));
    StringBuilder runs = new StringBuilder();
    Random random = new Random(5);
    while (runs.length() < MOST) {
      byte[] each = new byte[36];
      random.nextBytes(each);
      runs.append(Base64.getEncoder().encodeToString(each)).append('.');
    }
    add(all, "short runs of base64", TEXT, runs.toString());
    StringBuilder text = new StringBuilder("{\"m\":\"");
    while (text.length() < MOST - 10) {
      text.append(Integer.toString(random.nextInt(1 << 28), 36)).append(' ');
    }
    add(all, "words (clean)", JSON, text.append("\"}").toString());
    StringBuilder rows = new StringBuilder("{\"rows\":[");
    while (rows.length() < MOST - 100) {
      rows.append("{\"sku\":\"")
          .append(random.nextInt(100_000))
          .append("\",\"name\":\"")
          .append(Integer.toString(random.nextInt(), 36))
          .append(" shirt, blue\"},");
    }
    add(all, "rows (clean)", JSON, rows.append("{}]}").toString());
  }

  private static String numbered(String format) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; out.length() < MOST; i++) {
      out.append(String.format(format, i));
    }
    return out.toString();
  }

  private static void documents(List<Nasty> all) {
    for (int ranges : new int[] {100, 1_000, 50_000}) {
      String map =
          "begincmap\nbeginbfrange\n"
              + "<0000><fffe><0041>\n".repeat(ranges)
              + "endbfrange endcmap";
      file(all, "PDF, " + ranges + " ranges of a map", pdf(map, "BT (hello) Tj ET"));
    }
    String numbers = "[1 2 3 4 5 6 7 8 9]".repeat(50_000);
    file(all, "PDF, 16 maps and numbers", pdf(maps(16, numbers)));
    file(all, "PDF, 16 maps and blanks", pdf(maps(16, " ".repeat(14 << 20))));
    file(
        all,
        "PDF, map of long strings",
        pdf(
            "begincmap beginbfrange <0000><fffe><"
                + "0041".repeat(100_000)
                + "> endbfrange endcmap",
            "BT <" + "0000".repeat(1_000) + "> Tj ET"));
    file(
        all,
        "PDF, sections of a map",
        pdf("begincmap " + "beginbfrange ".repeat(60_000) + "endbfrange"));
    file(
        all,
        "PDF, open strings of a map",
        pdf("begincmap beginbfchar " + "<".repeat(800_000) + "endbfchar"));
    file(
        all,
        "PDF, two-byte strings through maps",
        pdf(maps(16, "BT <" + "0001".repeat(200_000) + "> Tj ET")));
    file(all, "PDF, empty streams", utf8("%PDF-1.4\n" + "streamendstream".repeat(60_000)));
    file(all, "PDF, open streams", utf8("%PDF-1.4\n" + "stream".repeat(170_000)));
    file(all, "PDF, (", utf8("%PDF-1.4\n" + "(".repeat(MOST - 10)));
    file(all, "PDF, <a", utf8("%PDF-1.4\n" + "<a".repeat(MOST / 2 - 10)));
    file(all, "PDF, <", utf8("%PDF-1.4\n" + "<".repeat(MOST - 10)));
    file(
        all,
        "PDF, hex streams",
        utf8(
            "%PDF-1.4\n"
                + fill(
                    "1 0 obj\n<</Filter/ASCIIHexDecode>>\nstream\n414243\nendstream\n",
                    MOST - 100)));
  }

  private static String[] maps(int count, String text) {
    String[] streams = new String[count + 1];
    Arrays.fill(streams, "begincmap beginbfchar <0001> <00410042> endbfchar");
    streams[count] = text;
    return streams;
  }

  private static void file(List<Nasty> all, String name, byte[] body) {
    add(all, name, FILES, "application/pdf", body);
  }

  private static void archives(List<Nasty> all) {
    StringBuilder objects = new StringBuilder("[");
    while (objects.length() < 15 << 20) {
      objects.append("{\"a\":\"bcd\"},");
    }
    add(all, "gzip of small objects", FIELDS, JSON, Wrapping.gzip(utf8(objects + "0]")));
    add(all, "gzip of one letter", FIELDS, JSON, Wrapping.gzip(utf8("a".repeat(15 << 20))));
    add(all, "gzip of a form", FIELDS, FORM, Wrapping.gzip(utf8(fill("a=b&", 15 << 20))));
    add(all, "gzip of tags", FIELDS, TEXT, Wrapping.gzip(utf8(fill("<a b='c'>d&amp;", 15 << 20))));
    add(all, "gzip of zeros", FIELDS, TEXT, Wrapping.gzip(new byte[200 << 20]));
    add(all, "zstd of zeros", FIELDS, TEXT, Wrapping.zstd(new byte[100 << 20]));
    byte[] small = Wrapping.gzip(utf8("hello"));
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    while (members.size() + small.length < MOST) {
      members.writeBytes(small);
    }
    add(all, "gzip of many members", FIELDS, TEXT, members.toByteArray());
    add(
        all,
        "zstd skippable frames",
        FIELDS,
        TEXT,
        fill(new byte[] {0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0}));
    byte[] frame = Wrapping.zstd(utf8("hello"));
    add(all, "zstd of many frames", FIELDS, TEXT, fill(frame));
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    for (int i = 0; i < 9_000; i++) {
      zip.writeBytes(Wrapping.zip(utf8("hello " + i), "e" + i, false));
    }
    add(all, "ZIP of 9 000 entries", FILES, "application/zip", zip.toByteArray());
    ByteArrayOutputStream heads = new ByteArrayOutputStream();
    byte[] head = new byte[30];
    System.arraycopy(utf8("PK\u0003\u0004"), 0, head, 0, 4);
    head[6] = 8;
    for (int i = 0; i < 30_000; i++) {
      heads.writeBytes(head);
    }
    add(all, "ZIP of open stored entries", FILES, "application/zip", heads.toByteArray());
    byte[] kernel = Wrapping.deflate(new byte[10 << 20], true);
    ByteArrayOutputStream over = new ByteArrayOutputStream();
    for (int i = 0; i < 500; i++) {
      byte[] each = head.clone();
      int size = kernel.length + 31;
      each[6] = 0;
      each[8] = 8;
      each[26] = 1;
      each[18] = (byte) size;
      each[19] = (byte) (size >> 8);
      each[20] = (byte) (size >> 16);
      over.writeBytes(each);
      over.write('a');
    }
    over.writeBytes(kernel);
    add(all, "ZIP, heads before one kernel", FILES, "application/zip", over.toByteArray());
  }

  private static byte[] fill(byte[] token) {
    byte[] body = new byte[MOST / token.length * token.length];
    for (int i = 0; i < body.length; i++) {
      body[i] = token[i % token.length];
    }
    return body;
  }

  private static void pictures(List<Nasty> all) {
    add(all, "PNG, compressed texts", FILES, "image/png", png(100, 100, 300, "parameter", 1 << 20));
    add(
        all,
        "PNG, XMP chunks",
        FILES,
        "image/png",
        png(
            100,
            100,
            4_000,
            "XML:com.adobe.xmp",
            utf8("<x:xmpmeta a:DigitalSourceType='" + "x".repeat(150) + "'/>")));
    add(
        all,
        "PNG, XMP chunks of names",
        FILES,
        "image/png",
        png(100, 100, 3, "XML:com.adobe.xmp", utf8(fill(":DigitalSourceType ", 300_000))));
    byte[] large = png(10_000, 9_999, 0, "", 0);
    add(all, "PNG of 100 megapixels", FILES, "image/png", large);
    add(
        all,
        "PNG of 100 megapixels, without them",
        FILES,
        "image/png",
        Arrays.copyOf(large, 2_000));
    List<byte[]> five = List.of(large, large, large, large, large);
    add(all, "five large PNG", FILES, MULTIPART, multipart(five, "image/png"));
    for (int size : new int[] {64, 9_000}) {
      add(
          all,
          "progressive JPEG, 100 scans, head of " + size,
          FILES,
          "image/jpeg",
          progressive(size));
    }
    byte[] gif =
        bytes(
            "GIF89a", 0x10, 0x27, 0x0f, 0x27, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2c, 0, 0, 0, 0,
            0x10, 0x27, 0x0f, 0x27, 0, 2, 2, 0x4c, 1, 0, 0x3b);
    add(all, "GIF of 100 megapixels, without them", FILES, "image/gif", gif);
    ByteBuffer bmp = ByteBuffer.allocate(2_000).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    bmp.put((byte) 'B').put((byte) 'M').putInt(2_000).putInt(0).putInt(54).putInt(40);
    bmp.putInt(9_999).putInt(9_999).putShort((short) 1).putShort((short) 24).putInt(0);
    add(all, "BMP of 100 megapixels, without them", FILES, "image/bmp", bmp.array());
  }

  private static void binaries(List<Nasty> all) {
    Random random = new Random(2);
    List<byte[]> brotli = new ArrayList<>();
    List<byte[]> forty = new ArrayList<>();
    List<byte[]> opaque = new ArrayList<>();
    for (int i = 0; i < 1_900; i++) {
      byte[] each = new byte[40];
      random.nextBytes(each);
      forty.add(each);
      byte[] wide = each.clone();
      wide[0] = (byte) 0x8f;
      wide[1] = (byte) 0xff;
      wide[2] = (byte) 0xff;
      brotli.add(wide);
      byte[] more = new byte[400];
      random.nextBytes(more);
      opaque.add(more);
    }
    add(all, "1 900 parts of noise", FIELDS, MULTIPART, multipart(forty, "application/x"));
    add(
        all,
        "1 900 parts that begin as brotli",
        FIELDS,
        MULTIPART,
        multipart(brotli, "application/x"));
    add(all, "1 900 parts of more noise", FIELDS, MULTIPART, multipart(opaque, "application/x"));
    byte[] tree = {10, 2, 8, 1};
    for (; ; ) {
      ByteArrayOutputStream next = new ByteArrayOutputStream();
      for (int k = 0; k < 3; k++) {
        next.writeBytes(Wrapping.field(1, tree));
      }
      if (next.size() > MOST) {
        break;
      }
      tree = next.toByteArray();
    }
    add(all, "protobuf tree", FIELDS, "application/x-protobuf", tree);
    byte[] chain = {10, 2, 8, 1};
    while (chain.length < 1_000) {
      chain = Wrapping.field(1, chain);
    }
    chain = Wrapping.field(2, bytes(chain, new byte[MOST / 2]));
    add(all, "protobuf chain", FIELDS, "application/x-protobuf", chain);
    add(all, "noise", FIELDS, "application/octet-stream", noise(MOST));
    byte[] strings = new byte[MOST];
    for (int i = 0; i < strings.length; i++) {
      strings[i] = (byte) (i % 13 == 0 ? 0 : 'a' + i % 26);
    }
    add(all, "strings of 12", FIELDS, "application/octet-stream", strings);
    add(all, "gRPC of empty messages", FIELDS, "application/grpc", new byte[MOST]);
    add(all, "multipart of empty parts", FIELDS, MULTIPART, utf8(fill("--x\r\n\r\n\r\n", MOST)));
    add(
        all,
        "multipart of one-byte delimiters",
        FIELDS,
        "multipart/form-data; boundary=-",
        utf8(fill("---\n", MOST)));
    add(
        all,
        "multipart of heads",
        FIELDS,
        MULTIPART,
        utf8("--x\r\n" + fill("A: b\r\n", MOST - 10)));
    add(
        all,
        "multipart of parameters",
        FIELDS,
        MULTIPART,
        utf8("--x\r\nContent-Disposition: form-data" + fill("; a=\"b", MOST - 100)));
  }

  private static void captured(List<Nasty> all) {
    for (int size : new int[] {16 << 10, MOST - 10}) {
      add(all, "captured a, " + size, FORM, "note=" + "a".repeat(size));
      add(all, "captured ha, " + size, FORM, "note=" + fill("ha", size));
      add(all, "captured abcdefgh, " + size, FORM, "note=" + fill("abcdefgh", size));
    }
    add(all, "captured a, gzip", FIELDS, JSON, Wrapping.gzip(utf8("a".repeat(15 << 20))));
    add(
        all,
        "shared phrase",
        FORM,
        "note=" + fill("please+help+me+understand+why+this+does+not+work+as+expected+", MOST - 10));
    add(all, "near cards to a chat", CHAT, TEXT, utf8(fill("4242424242424241 ", MOST)));
    StringBuilder contacts = new StringBuilder();
    for (int i = 0; contacts.length() < MOST; i++) {
      contacts.append("+1 212-555-010").append(i % 10).append(" a@b").append(i).append(".example ");
    }
    add(all, "contacts to analytics", ANALYTICS, TEXT, utf8(contacts.toString()));
  }

  static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(3).nextBytes(noise);
    return noise;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Object... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object part : parts) {
      if (part instanceof Integer number) {
        out.write(number);
      } else {
        out.writeBytes(part instanceof byte[] bytes ? bytes : utf8((String) part));
      }
    }
    return out.toByteArray();
  }

  static byte[] multipart(List<byte[]> parts, String type) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int number = 0;
    for (byte[] part : parts) {
      out.writeBytes(
          utf8(
              "--x\r\nContent-Disposition: form-data; name=\"a"
                  + number++
                  + "\"; filename=\"a\"\r\nContent-Type: "
                  + type
                  + "\r\n\r\n"));
      out.writeBytes(part);
      out.writeBytes(utf8("\r\n"));
    }
    out.writeBytes(utf8("--x--\r\n"));
    return out.toByteArray();
  }

  public static byte[] pdf(String... streams) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(utf8("%PDF-1.4\n"));
    int number = 1;
    for (String each : streams) {
      byte[] packed = Wrapping.deflate(each.getBytes(StandardCharsets.ISO_8859_1), false);
      out.writeBytes(
          utf8(
              number++ + " 0 obj\n<</Length " + packed.length + "/Filter/FlateDecode>>\nstream\n"));
      out.writeBytes(packed);
      out.writeBytes(utf8("\nendstream\nendobj\n"));
    }
    out.writeBytes(utf8("%%EOF"));
    return out.toByteArray();
  }

  /** A picture with compressed texts, each of so many zeros. */
  private static byte[] png(int width, int height, int texts, String keyword, int zeros) {
    byte[] packed = zeros == 0 ? new byte[0] : Wrapping.deflate(new byte[zeros], false);
    return png(width, height, "zTXt", texts, bytes(keyword, 0, 0, packed));
  }

  private static byte[] png(int width, int height, int texts, String keyword, byte[] text) {
    return png(width, height, "iTXt", texts, bytes(keyword, 0, 0, 0, 0, 0, text));
  }

  static byte[] png(int width, int height, String type, int chunks, byte[] chunk) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes(new byte[] {(byte) 0x89}, "PNG\r\n", 0x1a, "\n"));
    byte[] head = ByteBuffer.allocate(13).putInt(width).putInt(height).array();
    head[8] = 8;
    head[9] = 2;
    chunk(out, "IHDR", head);
    for (int i = 0; i < chunks; i++) {
      chunk(out, type, chunk);
    }
    java.util.zip.Deflater deflater = new java.util.zip.Deflater(9);
    byte[] row = new byte[1 + 3 * width];
    byte[] buffer = new byte[8192];
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (int y = 0; y < height; y++) {
      row[1 + y * 7 % (row.length - 1)] = (byte) y;
      deflater.setInput(row);
      if (y == height - 1) {
        deflater.finish();
      }
      for (int n = deflater.deflate(buffer); n > 0; n = deflater.deflate(buffer)) {
        data.write(buffer, 0, n);
      }
    }
    deflater.end();
    chunk(out, "IDAT", data.toByteArray());
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] typed = bytes(type, data);
    CRC32 crc = new CRC32();
    crc.update(typed);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(typed);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  /** A progressive picture of 64 by 64 whose head says another size, with repeated scans. */
  private static byte[] progressive(int side) {
    try {
      java.awt.image.BufferedImage image =
          new java.awt.image.BufferedImage(64, 64, java.awt.image.BufferedImage.TYPE_INT_RGB);
      for (int i = 0; i < 64 * 64; i++) {
        image.setRGB(i % 64, i / 64, i * 7919);
      }
      javax.imageio.ImageWriter writer =
          javax.imageio.ImageIO.getImageWritersByFormatName("jpeg").next();
      javax.imageio.ImageWriteParam how = writer.getDefaultWriteParam();
      how.setProgressiveMode(javax.imageio.ImageWriteParam.MODE_DEFAULT);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (javax.imageio.stream.ImageOutputStream to =
          new javax.imageio.stream.MemoryCacheImageOutputStream(out)) {
        writer.setOutput(to);
        writer.write(null, new javax.imageio.IIOImage(image, null, null), how);
      }
      writer.dispose();
      byte[] file = out.toByteArray();
      int scans = 0;
      int last = 0;
      for (int i = 2; i + 9 < file.length; i++) {
        if ((file[i] & 0xff) == 0xff && (file[i + 1] & 0xff) == 0xc2) {
          file[i + 5] = (byte) (side >> 8);
          file[i + 6] = (byte) side;
          file[i + 7] = (byte) (side >> 8);
          file[i + 8] = (byte) side;
        }
        if ((file[i] & 0xff) == 0xff && (file[i + 1] & 0xff) == 0xda) {
          scans++;
          last = i;
        }
      }
      byte[] scan = Arrays.copyOfRange(file, last, file.length - 2);
      ByteArrayOutputStream repeated = new ByteArrayOutputStream();
      repeated.write(file, 0, file.length - 2);
      for (int i = scans; i < 100; i++) {
        repeated.writeBytes(scan);
      }
      repeated.write(0xff);
      repeated.write(0xd9);
      return repeated.toByteArray();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
