package dev.flowguard.rules.counted;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Inputs made of one or two tokens, over and over, behind a beginning and in a wrapping. */
public final class Repeated {
  /** What readers look for, and what makes them look twice; bytes as ISO 8859-1. */
  public static final List<String> TOKENS =
      List.of(
          "a",
          "A",
          "0",
          "1",
          " ",
          "\n",
          "\r\n",
          "\t",
          "\0",
          "\u00ff",
          "\u0080",
          "=",
          "&",
          "a&",
          "a=",
          "a=b&",
          "a[",
          "a[b]=",
          "](",
          "](a",
          "](a) ",
          "][a] ",
          "][",
          "\n[a]:",
          "{\\b ",
          "\\'e9",
          "\\u233?",
          "\\par ",
          "\\*",
          "=?",
          "=?utf-8?q?a?= ",
          "Subject: a\r\n b\r\n",
          "\u0002\0\0\0",
          "\u0005\0W\0",
          "%",
          "%4",
          "%41",
          "%25",
          "%u",
          "%u0041",
          "+",
          "\\",
          "\\\\",
          "\\\"",
          "\\u",
          "\\u{",
          "\\u{1}",
          "\\u0041",
          "\\x41",
          "\\n",
          "&#",
          "&#6",
          "&#65;",
          "&amp",
          "&amp;",
          "\"",
          "'",
          "{",
          "}",
          "[",
          "]",
          "{}",
          "[]",
          "[[",
          "{\"",
          "{\"a\":",
          "{\"a\":1},",
          "\"a\",",
          "\"a\":\"",
          ",",
          ":",
          ";",
          "1,",
          "0.1,",
          "-1 ",
          "1e9,",
          "-0.0123,0.3,",
          "\"-0.0123\",",
          "\u003d\u001f\u00bd\u0011",
          "null,",
          "\"{\\\"",
          "<",
          ">",
          "</",
          "<a",
          "<a>",
          "<a ",
          "<a b='",
          "<!--",
          "-->",
          "<![CDATA[",
          "]]>",
          "<?",
          "(",
          ")",
          "(a)",
          "<0000>",
          "<0000><fffe><0041>",
          "<<",
          "obj ",
          "stream",
          "stream\n",
          "endstream",
          "begincmap",
          "beginbfrange ",
          "endbfrange ",
          "beginbfchar ",
          "BT (",
          "PK",
          "PK\u0003\u0004",
          "PK\u0007\u0008",
          "--",
          "--x",
          "--x\r\n",
          "--x\r\n\r\n",
          "; a=\"",
          "a:b\r\n",
          "data:",
          "data: a\n",
          "event:",
          "://",
          "https://a/?",
          "?X-Amz-Signature=",
          "@",
          "a@",
          "a@b.",
          ".",
          "a.",
          "xn--",
          "4242 ",
          "4242424242424241 ",
          "+1 ",
          "(415) ",
          "555-",
          "00 ",
          "user: a\n",
          "assistant: ",
          "user|>",
          "<|user|>",
          "USER: ",
          "User: a Assistant: b ",
          "- User: a\n",
          "[10:32] user> a\n",
          "role: user\ncontent: a\n",
          "AiMessage {",
          "<b>User:</b> a",
          "<p class=user>",
          "<p class=\"message user\">a",
          "<p data-role='user' ",
          "role,text\nuser,a\n",
          "[INST]",
          "role",
          "41",
          "0x41",
          "41:",
          "MFRGGZDF",
          "TWFu",
          "TWFu ",
          "TWFu\n",
          "A/",
          "com_example_Order ",
          "abcdefghijklmnop ",
          "abcdefghijklmnopqrst\n",
          "a-",
          "/",
          "\u00e9",
          "\u00c3\u00a9",
          "\u00ef\u00b7\u00ba",
          "\u00cc\u0081",
          "\u00f0\u009d\u0090\u0080",
          "\u00e6\u00bc\u00a2",
          "a\0",
          "\0a",
          "\n\0\0\0",
          "\n\u0002\u0008\u0001",
          "\u0008\u0001",
          "\0\0\0\0\u0001",
          "\u001f\u008b\u0008",
          "x\u009c",
          "\0\0\u00ff\u00ff",
          "\u00ff\u00d8",
          "\u00ff\u00da",
          "\u00ff\u00fe\0\u0004",
          "\0\0\0\0tEXt",
          "\0\0\0\u0001zTXt",
          "<x:xmpmeta",
          "</x:xmpmeta>",
          ":DigitalSourceType ",
          "\0\0\0\u0008jumb",
          "\0\0\0\u0008uuid",
          "\u0050\u002a\u004d\u0018\0\0\0\0",
          "abcdefgh;ijklmnop;",
          "abcdefghijk",
          "ha");

  /** What detectors look at closely, whether it is what they look for or not. */
  public static final List<String> LOOK_ALIKES =
      List.of(
          "4111 ",
          "4111-",
          "id=4111111111111111,",
          "(1",
          "+31612345678,",
          "tel 0612345678;",
          "a@b.c ",
          "ssh a@b.cd:",
          "\u00ff@",
          "YUBiLmlv ",
          "aaaaaaaaaaaa.",
          "?",
          "a.b/c?x-amz-signature=&",
          "?a=b&expires=1764230400",
          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa?\n");

  /** A compound file up to the numbers of its sectors. */
  private static final String COMPOUND =
      "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"
          + "\0".repeat(16)
          + "\u003e\0\u0003\0\u00fe\u00ff\t\0\u0006\0"
          + "\0".repeat(10)
          + "\u0001\0\0\0\u0001\0\0\0\0\0\0\0\0\u0010\0\0"
          + "\u0001\0\0\0\u0001\0\0\0\u0002\0\0\0\u0001\0\0\0";

  /** What a reader takes for its own format. */
  public static final List<String> BEGINNINGS =
      List.of(
          "",
          "{\"a\":\"",
          "{\"a\":[",
          "{\"a\":{\"",
          "\"",
          "a=b&c=",
          "<svg a='b'>",
          "%PDF-1.4\nstream\n",
          "%PDF-1.4\nbegincmap beginbfrange ",
          "PK\u0003\u0004\u0014\0\0\0\0\0aaaaaaaa\0\u0001\0\0\0\u0001\0\0\u0001\0\0\0a",
          "PK\u0003\u0004\u0014\0\u0008\0\u0008\0",
          "GIF89a\u0010\u0010\u0010\u0010\0\0\0",
          "\u0089PNG\r\n\u001a\n",
          "\u00ff\u00d8\u00ff\u00e1\0\u0010",
          "RIFF\u00ff\u00ff\u00ff\u007fWEBP",
          "\0\0\0\u0018ftypheic\0\0\0\0",
          "II*\0",
          "data:image/png;base64,",
          "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n",
          "--x\r\nContent-",
          "data: ",
          "event: a\ndata: ",
          "\u001f\u008b\u0008\0\0\0\0\0\0\u0003",
          "x\u009c",
          "(\u00b5/\u00fd",
          "\u00ff\u00fe",
          "\u00fe\u00ff",
          "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1",
          "{\\rtf",
          "{\\rtf1\\ansi{\\fonttbl{\\f0 ",
          "From: a\r\nSubject: =?utf-8?q?",
          "From: a\r\nTo: b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n",
          COMPOUND,
          "user: a\nassistant: ",
          "\0\0\u0001\0\0",
          "\u001b\u00ff\u00ff\u0003",
          "-----BEGIN PGP MESSAGE");

  private static final String FIELDS = "https://api.stripe.com/v1/customers";

  /** What a body is put into. */
  public enum Wrapping {
    PLAIN,
    BINARY,
    AS_JSON,
    AS_FORM,
    AS_MULTIPART,
    AS_EVENTS,
    AS_GRPC,
    JSON,
    FORM,
    MULTIPART,
    BASE64,
    GZIP,
    QUERY,
    HEADER
  }

  private Repeated() {}

  /** So many bytes: the beginning, and then the token again and again. */
  public static byte[] bytes(String beginning, String token, int length) {
    byte[] start = latin(beginning);
    byte[] each = latin(token);
    byte[] out = new byte[length];
    for (int i = 0; i < length; i++) {
      out[i] = i < start.length ? start[i] : each[(i - start.length) % each.length];
    }
    return out;
  }

  /** A request that has these bytes in it. */
  public static Sample sample(String name, Wrapping wrapping, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String all = name + ", " + wrapping;
    return switch (wrapping) {
      case PLAIN -> new Sample(all, FIELDS, "", "text/plain", bytes);
      case BINARY -> new Sample(all, FIELDS, "", "application/octet-stream", bytes);
      case AS_JSON -> new Sample(all, FIELDS, "", "application/json", bytes);
      case AS_FORM -> new Sample(all, FIELDS, "", "application/x-www-form-urlencoded", bytes);
      case AS_MULTIPART -> new Sample(all, FIELDS, "", "multipart/form-data; boundary=x", bytes);
      case AS_EVENTS -> new Sample(all, FIELDS, "", "text/event-stream", bytes);
      case AS_GRPC -> new Sample(all, FIELDS, "", "application/grpc", bytes);
      case JSON ->
          new Sample(
              all, FIELDS, "", "application/json", utf8("{\"a\":\"" + quoted(bytes) + "\"}"));
      case FORM ->
          new Sample(
              all,
              FIELDS,
              "",
              "application/x-www-form-urlencoded",
              utf8("a=" + URLEncoder.encode(text, StandardCharsets.ISO_8859_1)));
      case MULTIPART ->
          new Sample(all, FIELDS, "", "multipart/form-data; boundary=x", multipart(bytes));
      case BASE64 -> new Sample(all, FIELDS, "", "text/plain", Base64.getEncoder().encode(bytes));
      case GZIP -> new Sample(all, FIELDS, "", "application/json", gzip(bytes));
      case QUERY ->
          new Sample(
              all,
              FIELDS + "?a=" + URLEncoder.encode(text, StandardCharsets.ISO_8859_1) + "&b=" + text,
              "",
              "text/plain",
              new byte[0]);
      case HEADER -> new Sample(all, FIELDS, text, "text/plain", new byte[0]);
    };
  }

  private static String quoted(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length);
    for (char c : new String(bytes, StandardCharsets.UTF_8).toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static byte[] multipart(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        utf8("--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n"));
    out.writeBytes(bytes);
    out.writeBytes(utf8("\r\n--x--\r\n"));
    return out.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
