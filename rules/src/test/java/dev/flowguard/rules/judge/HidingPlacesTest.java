package dev.flowguard.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.decision.Decision;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A captured text is stopped wherever and however it is hidden. */
class HidingPlacesTest {
  private static final String TEXT =
      "My sister Élodie wrote \"never again\" about the surgery in Ghent; she naïvely kept the"
          + " 14 letters & two photographs (one of the old boathouse) under the stairs.";

  private static final ProtectedContent CONTENT = new ProtectedContent();
  private static final Judge JUDGE = new Judge(Policy.builtIn(), null, CONTENT, Clock.systemUTC());

  static {
    CONTENT.capture("chat-conversation", "test", TEXT, null, null);
  }

  static List<Wrapping> layers() {
    return Wrapping.all();
  }

  static List<Wrapping> spellings() {
    return Wrapping.spellings();
  }

  static Stream<Wrapping> allWays() {
    return Stream.of(layers(), Wrapping.files(), spellings()).flatMap(List::stream);
  }

  private static boolean isStopped(String url, String type, byte[] body, Header... more) {
    List<Header> headers =
        Stream.concat(Stream.of(new Header("Content-Type", type)), Stream.of(more)).toList();
    return JUDGE
                .judge(
                    new OutboundRequest(
                        "POST",
                        url,
                        headers,
                        body.length == 0 ? Body.NONE : new Body.Held(body),
                        "t"))
                .decision()
            instanceof Decision.Block block
        && block.violations().stream().anyMatch(v -> v.category().equals("chat-conversation"));
  }

  private static String form(byte[] value) {
    return "description=order&metadata[note]="
        + java.net.URLEncoder.encode(
            new String(value, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static boolean isStoppedAt(byte[] hidden, boolean isText) {
    if (!isText) {
      return isStopped("https://api.stripe.com/v1/x", "application/octet-stream", hidden);
    }
    return isStopped(
        "https://api.stripe.com/v1/customers",
        "application/x-www-form-urlencoded",
        Wrapping.utf8(form(hidden)));
  }

  @ParameterizedTest
  @MethodSource("allWays")
  void eachLayerAlone(Wrapping layer) {
    byte[] hidden = layer.wrap(Wrapping.utf8(TEXT), true);

    assertThat(isStoppedAt(hidden, layer.givesText())).isTrue();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void eachLayerAroundEachOther(Wrapping outer) {
    assertThat(allWays())
        .allSatisfy(
            inner -> {
              byte[] within = inner.wrap(Wrapping.utf8(TEXT), true);
              byte[] hidden = outer.wrap(within, inner.givesText());
              assertThat(isStoppedAt(hidden, outer.givesText()))
                  .as("%s around %s", outer, inner)
                  .isTrue();
            });
  }

  @ParameterizedTest
  @MethodSource("allWays")
  void eachLayerAsAStringWhoseCharactersAreBytes(Wrapping layer) {
    String bytes = Wrapping.latin(layer.wrap(Wrapping.utf8(TEXT), true));

    assertThat(isStoppedAt(Wrapping.utf8(Wrapping.json(bytes)), true)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("allWays")
  void eachTextAsARecordOfAnAvroFileInDeflate(Wrapping layer) {
    byte[] within = layer.wrap(Wrapping.utf8(TEXT), true);
    byte[] text = layer.givesText() ? within : Base64.getEncoder().encode(within);

    assertThat(isStoppedAt(Wrapping.avro(text), false)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void eachLayerAsAWholeBodyWhoseTypeLies(Wrapping layer) {
    byte[] hidden = layer.wrap(Wrapping.utf8(TEXT), true);

    assertThat(isStopped("https://api.crisp.chat/v1/website/w", "application/json", hidden))
        .as("as JSON")
        .isTrue();
    assertThat(isStopped("https://www.google-analytics.com/mp/collect", "text/plain", hidden))
        .as("as text")
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void anyLayerUpToDepthFour(Wrapping innermost) {
    List<Wrapping> all = layers();
    Random random = new Random(innermost.name().hashCode());
    for (int round = 0; round < 25; round++) {
      byte[] hidden = innermost.wrap(Wrapping.utf8(TEXT), true);
      boolean isText = innermost.givesText();
      StringBuilder way = new StringBuilder(innermost.name());
      int depth = innermost.name().contains("three") ? 3 : 1;
      while (depth < 4) {
        Wrapping next = all.get(random.nextInt(all.size()));
        if (next.name().contains("three") || next.name().contains("twice")) {
          continue;
        }
        hidden = next.wrap(hidden, isText);
        isText = next.givesText();
        way.append(" < ").append(next.name());
        depth++;
      }
      assertThat(isStoppedAt(hidden, isText)).as(way.toString()).isTrue();
    }
  }

  @Test
  void everyPlaceOfARequest() {
    String text = java.net.URLEncoder.encode(TEXT, StandardCharsets.UTF_8).replace("+", "%20");
    assertThat(isStopped("https://api.stripe.com/v1/c?note=" + text, "text/plain", new byte[0]))
        .as("query")
        .isTrue();
    assertThat(isStopped("https://api.stripe.com/v1/" + text, "text/plain", new byte[0]))
        .as("path")
        .isTrue();
    for (String name : List.of("X-Note", "Cookie", "Idempotency-Key", "Referer")) {
      String value = name.equals("Cookie") ? "a=1; n=" + text : text;
      assertThat(
              isStopped(
                  "https://api.stripe.com/v1/c",
                  "text/plain",
                  new byte[0],
                  new Header(name, value)))
          .as(name)
          .isTrue();
    }
  }

  @Test
  void labelsOfTheHost() {
    String words = TEXT.replaceAll("[^A-Za-z0-9]+", "-").toLowerCase(Locale.ROOT);
    String encoded =
        new String(
            Wrapping.all().stream()
                .filter(each -> each.name().equals("base32"))
                .findFirst()
                .orElseThrow()
                .wrap(Wrapping.utf8(TEXT), true),
            StandardCharsets.UTF_8);
    String hex = HexFormat.of().formatHex(Wrapping.utf8(TEXT));
    for (String labels :
        List.of(
            words.replaceAll("(.{30,50}?)-", "$1."),
            words.replace('-', '.'),
            encoded.toLowerCase(Locale.ROOT).replaceAll("(.{60})", "$1."),
            hex.replaceAll("(.{48})", "$1."),
            hex.replaceAll("(.{63})", "$1."))) {
      String host = labels.replaceAll("[.-]+$", "").replaceAll("[.-]{2,}", ".");
      assertThat(isStopped("https://" + host + ".collect.example/p", "text/plain", new byte[0]))
          .as(host)
          .isTrue();
    }
  }

  /** People write about hosts, and requests to these are no leak of what they wrote. */
  @Test
  void hostsThatSomebodyWroteAboutAreNoContent() {
    for (String host :
        List.of(
            "bedrock-runtime.us-east-1.amazonaws.com",
            "search-products-x7k2mq4zt5vw6n3b.eu-central-1.es.amazonaws.com",
            "payment-reconciliation-worker.production.svc.cluster.example",
            "d1c2b3a4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718.cdn.example.net",
            "my-very-long-photo-studio-development-environment.westeurope.example.net")) {
      ProtectedContent content = new ProtectedContent();
      content.capture(
          "chat-conversation", "test", "Why does https://" + host + "/v1 time out?", null, null);
      Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());

      assertThat(
              judge
                  .judge(
                      new OutboundRequest(
                          "GET", "https://" + host + "/v1", List.of(), Body.NONE, "t"))
                  .decision())
          .as(host)
          .isEqualTo(Decision.ALLOW);
    }
  }

  @Test
  void declaredEncodingsOneInTheOther() {
    byte[] body = Wrapping.utf8("{\"q\":" + Wrapping.quote(TEXT) + "}");
    byte[] hidden = Wrapping.brotli(Wrapping.deflate(Wrapping.zstd(Wrapping.gzip(body)), true));

    assertThat(
            isStopped(
                "https://api.crisp.chat/v1/w",
                "application/json",
                hidden,
                new Header("Content-Encoding", "gzip, zstd, deflate, br")))
        .isTrue();
  }

  @Test
  void partsOfTheText() {
    for (int start = 0; start + 60 < TEXT.length(); start += 7) {
      assertThat(isStoppedAt(Wrapping.utf8(TEXT.substring(start, start + 60)), true))
          .as("from %d", start)
          .isTrue();
    }
  }
}
