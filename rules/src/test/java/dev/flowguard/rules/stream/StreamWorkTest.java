package dev.flowguard.rules.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.counted.Cost;
import dev.flowguard.rules.counted.CountingLoader;
import dev.flowguard.rules.counted.Sample;
import dev.flowguard.rules.counted.Subject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The work of the assembler is linear: counted, not timed, in its loops and in those of Jackson.
 */
class StreamWorkTest {
  private static final int SMALL = 16 << 10;
  private static final int TIMES = 16;

  /** What growth may exceed linear by: buffers double. */
  private static final double SLACK = 1.25;

  /** Steps of a byte that are cheap however they grow. */
  private static final long FLOOR = 64;

  /** {@code #} is the number of the token. */
  private static final List<String> TOKENS =
      List.of(
          "data: {\"t\":\"word \"}\n\n",
          "data: {\"t\":\"word # \"}\n\n",
          "data: {\"index\":#,\"token\":{\"text\":\" word\"}}\n\n",
          "data: {\"k#\":\"v\"}\n\n",
          "data: {\"type\":\"k#\",\"t\":{\"u\":[\"v\"]}}\n\n",
          "data: word\n\n",
          "data: word\n",
          "data: {\n",
          "data: [\n\n",
          "data: \"\n\n",
          "event: #\ndata: x\n\n",
          "\n",
          "word",
          "{\"t\":",
          "{\"t\":[{",
          "{\"t\":1{",
          "{\"bytes\":\"e30=\",",
          "[\"x\",",
          "\"x",
          "\\",
          "[",
          "}",
          "\0",
          "\0\0\0\u0010\0\0\0\0");

  @Test
  void anyRepeatedTokenIsLinear() {
    Subject subject = new CountingLoader().subject("dev.flowguard.rules.stream.CountedStreams");
    List<String> problems = new ArrayList<>();
    for (String token : TOKENS) {
      Map<String, Cost> small = subject.of(sample(token, SMALL));
      Map<String, Cost> large = subject.of(sample(token, TIMES * SMALL));
      small.forEach(
          (format, cost) -> {
            long done = large.get(format).done();
            long most = Math.max((long) (SLACK * TIMES * cost.done()), FLOOR * TIMES * SMALL);
            if (done > most) {
              problems.add(format + ", " + token + ": " + cost.done() + ", then " + done);
            }
          });
    }
    assertThat(problems).isEmpty();
  }

  private static Sample sample(String token, int length) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; body.size() < length; i++) {
      String each = token.replace("#", Integer.toString(i));
      body.writeBytes(each.getBytes(StandardCharsets.ISO_8859_1));
    }
    return new Sample(token, "", "", "", body.toByteArray());
  }
}
