package dev.flowguard.agent.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerBodyTest {
  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
  private final Map<String, String> headers = new HashMap<>();
  private final AnswerBody body =
      new AnswerBody(new SeenTaps(), "GET", "/a", headers::get, "UTF-8");
  private @Nullable String encoding;

  private final class SeenTaps implements Taps {
    @Override
    public boolean wants(Side side, String method, String target) {
      throw new AssertionError();
    }

    @Override
    public Tap open(Side side, String method, String target, MessageHead head) {
      seen.writeBytes(bytes(side + " " + method + " " + target + " "));
      encoding = head.header("Content-Encoding");
      return new SeenTap();
    }

    @Override
    public boolean wantsExchange(Side side, String host, int port, String target) {
      throw new AssertionError();
    }

    @Override
    public Tap openExchange(Side side, String host, int port, String target, MessageHead head) {
      throw new AssertionError();
    }

    @Override
    public Rows rows() {
      throw new AssertionError();
    }

    @Override
    public StoredValues stored() {
      throw new AssertionError();
    }

    @Override
    public void failed(String library, Throwable error) {
      throw new AssertionError(error);
    }
  }

  private final class SeenTap implements Tap {
    @Override
    public void add(byte[] from, int offset, int length) {
      seen.write(from, offset, length);
    }

    @Override
    public void add(ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      seen.writeBytes(copy);
    }

    @Override
    public void end() {
      seen.writeBytes(bytes("|"));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(bytes(text));
  }

  private String seen() {
    return seen.toString(StandardCharsets.UTF_8);
  }

  @Test
  void handsOverEachWayOfWritingBytes() {
    body.written(bytes("ab"), null, null);
    body.written(bytes("xcdx"), 1, 2);
    body.written((int) 'e', null, null);
    body.written(buffer("fg"), null, null);
    body.end();

    assertThat(seen()).isEqualTo("RESPONSE GET /a abcdefg|");
  }

  @Test
  void handsOverOnceWhatIsBufferedAndThenLeaves() {
    body.written(bytes("abc"), 0, 3);
    body.offered(buffer("ab"));
    body.accepted(2);
    body.written(bytes("d"), 0, 1);
    body.offered(buffer("cd"));
    body.accepted(2);

    assertThat(seen()).isEqualTo("RESPONSE GET /a abcd");
  }

  @Test
  void handsOverWhatPassesTheBufferBy() {
    body.written(bytes("abc"), 0, 3);
    body.offered(buffer("abc"), buffer("def"));
    body.accepted(6);
    body.offered(buffer("ghi"));
    body.accepted(3);

    assertThat(seen()).isEqualTo("RESPONSE GET /a abcdefghi");
  }

  @Test
  void handsOverOnceWhatIsOfferedAgain() {
    ByteBuffer first = buffer("abcdef");
    body.offered(first);
    body.accepted(4);
    first.position(4);
    body.offered(first, buffer("gh"));
    body.accepted(0);
    body.offered(first, buffer("gh"));
    body.accepted(4);

    assertThat(seen()).isEqualTo("RESPONSE GET /a abcdefgh");
    assertThat(first.position()).isEqualTo(4);
  }

  @Test
  void encodesCharactersAndIgnoresWhatTheyBecomeInTheBuffer() {
    String many = "\uD83C\uDF88".repeat(5_000);
    body.writtenText("xgr\u00fcx", 1, 3);
    body.writtenText("ab".toCharArray(), null, null);
    body.writtenText((int) 'c', null, null);
    body.writtenText(many, 0, many.length());
    body.offered(buffer("gr\u00fcabc"));

    assertThat(seen()).isEqualTo("RESPONSE GET /a gr\u00fcabc" + many);
  }

  @Test
  void isNotMisledByArgumentsThatTheServerWillRefuse() {
    body.writtenText("abc", 2, 5);
    body.writtenText("abc", -1, 2);
    body.written(bytes("abc"), 2, 5);
    body.written(bytes("abc"), -1, 2);

    assertThat(seen()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, 31, gzip",
    "gzip, 123,",
    "deflate, 120, deflate",
    "deflate, 123,",
    "br, 123, br",
    ", 31,"
  })
  void believesAnEncodingOnlyIfTheBodyBeginsSo(String declared, int first, String believed) {
    headers.put("Content-Encoding", declared);

    body.written(first, null, null);

    assertThat(encoding).isEqualTo(believed);
  }

  @Test
  void opensNothingForAnEmptyBody() {
    body.written(new byte[0], 0, 0);
    body.writtenText("", 0, 0);
    body.offered(buffer(""));
    body.end();

    assertThat(seen()).isEmpty();
  }
}
