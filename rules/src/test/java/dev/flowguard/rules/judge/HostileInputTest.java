package dev.flowguard.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was made to stall, to overflow or to slip through: bounded, never an exception, never clean.
 */
class HostileInputTest {
  private static final String SECRET =
      "The midwife wrote the true date on the last page, and then she burnt the almanac.";

  private final ProtectedContent content = new ProtectedContent();
  private final Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());

  private Verdict judge(String type, byte[] body) {
    return judge.judge(
        new OutboundRequest(
            "POST",
            "https://api.stripe.com/v1/customers",
            List.of(new Header("Content-Type", type)),
            new Body.Held(body),
            "test"));
  }

  private static byte[] bytes(Object... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object part : parts) {
      if (part instanceof Integer number) {
        out.write(number);
      } else {
        out.writeBytes(
            part instanceof byte[] bytes
                ? bytes
                : ((String) part).getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return out.toByteArray();
  }

  private static byte[] little(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  static Stream<Arguments> incomplete() {
    byte[] zeros = Wrapping.gzip(new byte[200 << 20]);
    byte[] twoGigabytes = {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f};
    String part = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nv\r\n";
    byte[] zip = Wrapping.zip(new byte[5_000], "a.txt", true);
    byte[] lockedZip = zip.clone();
    lockedZip[6] |= 1;
    byte[] longZip = zip.clone();
    System.arraycopy(twoGigabytes, 0, longZip, 18, 4);
    return Stream.of(
        Arguments.of("gzip bomb", "application/octet-stream", zeros),
        Arguments.of("bomb in a bomb", "text/plain", Wrapping.gzip(Wrapping.gzip(zeros))),
        Arguments.of("zstd bomb", "text/plain", Wrapping.zstd(new byte[100 << 20])),
        Arguments.of("deflate bomb", "text/plain", Wrapping.deflate(new byte[100 << 20], false)),
        Arguments.of("ZIP bomb", "text/plain", Wrapping.zip(new byte[100 << 20], "a.txt", false)),
        Arguments.of("arrays 100 000 deep", "application/json", bytes("[".repeat(100_000))),
        Arguments.of("objects 100 000 deep", "text/plain", bytes("{\"a\":".repeat(100_000))),
        Arguments.of(
            "10 000 parts", "multipart/form-data; boundary=b", bytes(part.repeat(10_000), "--b--")),
        Arguments.of(
            "300 000 fields", "application/x-www-form-urlencoded", bytes("a=bcd&".repeat(300_000))),
        Arguments.of(
            "zstd frame that declares 2 GiB",
            "text/plain",
            bytes(0x28, 0xb5, 0x2f, 0xfd, 0xa0, twoGigabytes, 1, 0, 0, "abcdefghijklmnop")),
        Arguments.of("ZIP entry that declares 2 GiB", "text/plain", longZip),
        Arguments.of("ZIP with a password", "application/zip", lockedZip),
        Arguments.of(
            "office document with a password",
            "application/octet-stream",
            bytes(
                "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1",
                new byte[500],
                "EncryptedPackage".getBytes(StandardCharsets.UTF_16LE),
                new byte[500])),
        Arguments.of(
            "PDF with a password",
            "application/pdf",
            bytes("%PDF-1.7\n1 0 obj\n<< /Filter /Standard >>\ntrailer << /Encrypt 1 0 R >>")),
        Arguments.of(
            "7-Zip archive",
            "application/octet-stream",
            bytes("7z\u00bc\u00af\u0027\u001c", new byte[100])),
        Arguments.of(
            "gzip cut short", "text/plain", Arrays.copyOf(Wrapping.gzip(noise(5_000)), 3_000)),
        Arguments.of("noise", "application/octet-stream", noise(20_000)),
        Arguments.of("JSON that is none", "application/json", bytes("so this is no JSON at all")),
        Arguments.of(
            "multipart that is none", "multipart/form-data; boundary=b", bytes("nothing")));
  }

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(3).nextBytes(noise);
    return noise;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("incomplete")
  void isNeverCalledClean(String name, String type, byte[] body) {
    Verdict verdict = judge(type, body);

    assertThat(verdict.inspection()).isInstanceOf(Inspection.Incomplete.class);
    assertThat(((Inspection.Incomplete) verdict.inspection()).reasons())
        .doesNotContain(Reason.FAULT);
    assertThat(verdict.stops()).isTrue();
  }

  @Test
  void takesABodyThatWasTooLongToHoldForNotInspected() {
    Verdict verdict =
        judge.judge(
            new OutboundRequest(
                "POST",
                "https://api.stripe.com/v1/customers",
                List.of(new Header("Content-Length", "2147483648")),
                new Body.NotHeld(Reason.TOO_LARGE),
                "test"));

    assertThat(verdict.inspection()).hasToString("incomplete:too-large");
    assertThat(verdict.stops()).isTrue();
  }

  @Test
  void findsContentBetweenBytesThatAreNoText() {
    content.capture("chat-conversation", "test", SECRET, null, null);
    for (byte[] body :
        List.of(
            bytes(0xff, 0xfe, 0xfd, SECRET, 0xc3, 0x28, 0xa0, 0xa1),
            bytes("{\"a\":\"", 0xc3, 0x28, SECRET, 0xed, 0xa0, 0x80, "\"}"),
            bytes("a=%C3%28%FF", SECRET.replace(' ', '+'), "%E2%82"))) {
      for (String type :
          List.of("application/json", "text/plain", "application/x-www-form-urlencoded")) {
        assertThat(judge(type, body).violations())
            .as(type)
            .anyMatch(violation -> violation.category().equals("chat-conversation"));
      }
    }
  }

  @Test
  void findsContentBehindTheEndOfWhatIsCompressed() {
    content.capture("chat-conversation", "test", SECRET, null, null);
    byte[] inner = bytes("something else, and nothing of any importance to anybody at all");
    for (byte[] compressed :
        List.of(
            Wrapping.gzip(inner),
            Wrapping.zstd(inner),
            Wrapping.deflate(inner, false),
            Wrapping.zip(inner, "a.txt", false))) {
      assertThat(judge("application/octet-stream", bytes(compressed, SECRET)).violations())
          .anyMatch(violation -> violation.category().equals("chat-conversation"));
    }
  }

  @Test
  void findsContentInFormatsOfLyingLengths() {
    content.capture("chat-conversation", "test", SECRET, null, null);
    byte[] huge = {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
    for (byte[] body :
        List.of(
            bytes(0x89, "PNG\r\n", 0x1a, "\n", huge, "tEXtComment\0", SECRET),
            bytes(0xff, 0xd8, 0xff, 0xfe, 0x7f, 0xff, SECRET),
            bytes("RIFF", little(Integer.MAX_VALUE), "WEBPEXIF", little(-1), SECRET),
            bytes(0, 0, 0, 24, "ftypheic", new byte[12], huge, "uuid", SECRET),
            bytes(0, huge, 0x12, SECRET.length(), SECRET),
            bytes(0x0a, 0xff, 0xff, 0xff, 0xff, 0x07, SECRET))) {
      assertThat(judge("application/octet-stream", body).violations())
          .as("%s…", new String(body, 0, 4, StandardCharsets.ISO_8859_1))
          .anyMatch(violation -> violation.category().equals("chat-conversation"));
    }
  }

  @Test
  void endsOnEveryPrefixOfEveryLayer() {
    content.capture("chat-conversation", "test", SECRET, null, null);
    List<String> internal = new ArrayList<>();
    for (Wrapping layer : Wrapping.all()) {
      byte[] whole = layer.wrap(SECRET.getBytes(StandardCharsets.UTF_8), true);
      for (int length = 1; length < whole.length; length++) {
        Verdict verdict = judge("application/octet-stream", Arrays.copyOf(whole, length));
        if (verdict.inspection().toString().contains("internal")) {
          internal.add(layer.name());
        }
      }
    }
    assertThat(internal).isEmpty();
  }

  @Test
  void endsOnEveryLayerWithBytesChanged() {
    Random random = new Random(12);
    for (Wrapping layer : Wrapping.all()) {
      byte[] whole = layer.wrap(SECRET.getBytes(StandardCharsets.UTF_8), true);
      for (int i = 0; i < 200; i++) {
        byte[] changed = whole.clone();
        for (int k = 0; k < 3; k++) {
          changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        assertThat(judge("application/octet-stream", changed).inspection()).isNotNull();
      }
    }
  }
}
