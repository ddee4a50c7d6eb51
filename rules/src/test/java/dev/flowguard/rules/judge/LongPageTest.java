package dev.flowguard.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Content in long pages, written in each two ways that pages have anyway. */
class LongPageTest {
  private static final String SECRET =
      "Çay içerken gördüğüm rüyayı kimseye anlatma: köprü yıkıldı, kayık boş döndü, ve sabah"
          + " kapıda üç ıslak mektup vardı.";

  private static final Map<String, UnaryOperator<String>> WAYS = new LinkedHashMap<>();

  static {
    WAYS.put("as it is", text -> text);
    WAYS.put("percent", text -> octets(text, "%"));
    WAYS.put("quoted-printable", text -> octets(text, "="));
    WAYS.put("entities", text -> characters(text, "&#x%x;"));
    WAYS.put("escapes", text -> characters(text, "\\u%04x"));
    WAYS.put("tags", text -> text.replaceAll("(.{9})", "$1<b></b>"));
  }

  private final ProtectedContent content = new ProtectedContent();
  private final Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());

  private static String octets(String text, String sign) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean isPlain = b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
      out.append(isPlain ? String.valueOf((char) b) : String.format("%s%02X", sign, b & 0xff));
    }
    return out.toString();
  }

  private static String characters(String text, String escape) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      boolean isPlain = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      out.append(isPlain ? String.valueOf(c) : String.format(escape, (int) c));
    }
    return out.toString();
  }

  /** A page with places of every kind, so many words apart. */
  private static String page(int words, String inside) {
    StringBuilder page = new StringBuilder("<html><body>");
    for (int i = 0; page.length() < 60_000; i++) {
      if (i == 400) {
        page.append(inside);
      }
      page.append("ferry").append(i % 7).append(i % words == 0 ? "\\n" : " ");
      switch (i % (5 * words)) {
        case 0 -> page.append("<a href=\"/x?width=10&amp;to=").append(i).append("%20b\">go</a> ");
        case 7 -> page.append("100%25 of it ");
        case 17 -> page.append("<td colspan=20>a &lt; b</td> ");
        default -> {}
      }
    }
    return page.toString();
  }

  @Test
  void writtenInAnyTwoWaysItIsFound() {
    content.capture("chat-conversation", "test", SECRET, null, null);
    List<String> missed = new ArrayList<>();
    WAYS.forEach(
        (inner, first) ->
            WAYS.forEach(
                (outer, second) -> {
                  for (int words : new int[] {5, 40, 4_000}) {
                    String written = second.apply(first.apply(SECRET));
                    if (!isFound(page(words, written))) {
                      missed.add(inner + " in " + outer + ", each " + words + " words");
                    }
                  }
                }));
    assertThat(missed).isEmpty();
  }

  @Test
  void aPageWithoutItIsClean() {
    content.capture("chat-conversation", "test", SECRET, null, null);
    for (int words : new int[] {5, 40, 4_000}) {
      assertThat(isFound(page(words, ""))).isFalse();
    }
  }

  private boolean isFound(String page) {
    OutboundRequest request =
        new OutboundRequest(
            "POST",
            "https://api.stripe.com/v1/customers",
            List.of(new Header("Content-Type", "text/plain")),
            new Body.Held(page.getBytes(StandardCharsets.UTF_8)),
            "test");
    return judge.judge(request).violations().stream()
        .anyMatch(violation -> violation.category().equals("chat-conversation"));
  }
}
