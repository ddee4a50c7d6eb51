package dev.flowguard.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Content is known where a program wrote something before each of its lines. */
class LinePrefixTest {
  private static final String PROGRAM =
      """
      int sum = 0;
      for (Herd h : herds) {
        sum += h.milk();
        if (h.isDry()) {
          skip(h, sum);
        }
      }
      barn.store(sum);
      gate.close();
      """;

  private static final String CHAT =
      "Since the flood my mother sleeps in the pantry and does not want anybody of the parish to"
          + " know that she sold the orchard, least of all my uncle in Bergen.";

  private final ProtectedContent content = new ProtectedContent();
  private final Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());

  private boolean isStopped(String message) {
    String json =
        message.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", " ");
    return judge
        .judge(
            new OutboundRequest(
                "POST",
                "https://api.crisp.chat/v1/website/1/conversation/session_1/message",
                List.of(new Header("Content-Type", "application/json")),
                new Body.Held(
                    ("{\"type\":\"text\",\"from\":\"operator\",\"content\":\"" + json + "\"}")
                        .getBytes(StandardCharsets.UTF_8)),
                "test"))
        .stops();
  }

  private static Arguments prefix(String name, IntFunction<String> prefix) {
    return Arguments.of(name, prefix);
  }

  static Stream<Arguments> prefixes() {
    return Stream.of(
        prefix("12 |", i -> "%4d | ".formatted(i)),
        prefix("12:", i -> i + ": "),
        prefix("12→", i -> "%6d→".formatted(i)),
        prefix("12", i -> "%3d  ".formatted(i)),
        prefix("L12", i -> "L" + i + " "),
        prefix("[12]", i -> "[" + i + "] "),
        prefix("quoted number", i -> "> " + i + "| "),
        prefix("diff with number", i -> i + " + "),
        prefix("time", i -> "10:32:%02d ".formatted(i)),
        prefix("date", i -> "2026-11-02T10:32:%02d.117Z ".formatted(i)),
        prefix("bracketed date", i -> "[2026-11-02 10:32:%02d,117] ".formatted(i)),
        prefix("level", i -> "INFO: "),
        prefix("bracketed level", i -> "[WARN] "),
        prefix(
            "log4j",
            i ->
                "2026-11-02 10:32:%02d.117 %-5s [main-%d] c.e.Shop - "
                    .formatted(i, i % 2 == 0 ? "INFO" : "DEBUG", i)),
        prefix("syslog", i -> "10:32:%02d shop-1: ".formatted(i)),
        prefix("container", i -> "%d web_1  | ".formatted(i)));
  }

  /** As {@code lines} cuts it. */
  private static String prefixed(String text, IntFunction<String> prefix) {
    List<String> lines = text.lines().toList();
    return IntStream.range(0, lines.size())
        .mapToObj(i -> prefix.apply(i + 8) + lines.get(i))
        .collect(Collectors.joining("\n"));
  }

  private static String wrapped(String text, int width) {
    return IntStream.iterate(0, i -> i < text.length(), i -> i + width)
        .mapToObj(i -> text.substring(i, Math.min(text.length(), i + width)))
        .collect(Collectors.joining("\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("prefixes")
  void knowsAProgramBehindPrefixes(String name, IntFunction<String> prefix) {
    content.capture("chat-conversation", "test", PROGRAM, null, null);

    assertThat(isStopped(prefixed(PROGRAM, prefix))).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("prefixes")
  void knowsAMessageThatALogCutAtFortyColumns(String name, IntFunction<String> prefix) {
    content.capture("chat-conversation", "test", CHAT, null, null);

    assertThat(isStopped("See the log:\n" + prefixed(wrapped(CHAT, 40), prefix) + "\nBye"))
        .isTrue();
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(strings = {"> ", "// ", "+ ", "- ", "| ", " * "})
  void knowsAProgramBehindSigns(String sign) {
    content.capture("chat-conversation", "test", PROGRAM, null, null);

    assertThat(isStopped(prefixed(PROGRAM, i -> sign))).isTrue();
  }

  @Test
  void joinsNothingThatNobodyWroteInARow() {
    content.capture("chat-conversation", "test", CHAT, null, null);
    String[] words = CHAT.toLowerCase(Locale.ROOT).split(" ");
    // Every other word, with another one beside it.
    String text =
        IntStream.range(0, words.length)
            .mapToObj(i -> i + ": " + (i % 2 == 0 ? words[i] : "tractor"))
            .collect(Collectors.joining("\n"));

    assertThat(isStopped(text)).isFalse();
  }
}
