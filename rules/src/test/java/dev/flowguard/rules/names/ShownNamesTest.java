package dev.flowguard.rules.names;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Location.Kind;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.UnfoldLimits;
import dev.flowguard.rules.payload.Unfolder;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.request.RequestUrl;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownNamesTest {
  private static final String POLICY =
      """
      policy: p
      processors:
        stripe: { catalogue: stripe }
        pay:
          hosts: [pay.example]
          permits:
            - { fields: ["person[nickname]"], paths: ["/v1/people/**"], categories: [chat], max-chars: 9 }
      categories: { chat: { shapes: [chat-transcript] } }
      rules: [{ id: r, never: [chat], reach: [stripe, pay] }]
      """;
  private static final String CAPTURED =
      "The lighthouse keeper on Marram Point told me he had hidden her letters beneath";

  private final ProtectedContent content = new ProtectedContent();
  private final ShownNames names = new ShownNames(policy(), content);
  private final SeenNames seen = new SeenNames();

  private static Policy policy() {
    PolicyFile.Reading reading = PolicyFile.read("p.yaml", POLICY.getBytes(StandardCharsets.UTF_8));
    assertThat(reading.problems()).isEmpty();
    return java.util.Objects.requireNonNull(reading.policy());
  }

  private static Payload unfold(String url, String json) {
    return new Unfolder(UnfoldLimits.DEFAULT)
        .unfold(
            new OutboundRequest(
                "POST",
                url,
                List.of(new Header("Content-Type", "application/json")),
                new Body.Held(json.getBytes(StandardCharsets.UTF_8)),
                "test"));
  }

  private void see(int times, String recipient, String url, String json) {
    for (int i = 0; i < times; i++) {
      seen.learn(recipient, RequestUrl.parse(url), unfold(url, json));
    }
  }

  private String shown(String recipient, String url, Location location) {
    return names.of(seen, recipient, RequestUrl.parse(url), List.of(location)).locations().get(0);
  }

  private static Location json(String... names) {
    Location location = Location.of(Kind.JSON);
    for (String name : names) {
      location = location.child(name);
    }
    return location;
  }

  @ParameterizedTest
  @CsvSource({
    "stripe, metadata, json $.metadata",
    "stripe, Description, json $.Description",
    "stripe, lighthouse, json $.‹10›",
    "pay, person, json $.person",
    "pay, nickname, json $.nickname",
    "pay, metadata, json $.‹8›",
    "undeclared, person, json $.‹6›",
  })
  void aNameOfCatalogueOrPolicyIsShown(String recipient, String name, String expected) {
    assertThat(shown(recipient, "https://x.example/", json(name))).isEqualTo(expected);
  }

  @Test
  void aNameIsShownOnceTwentyEarlierRequestsOfThePathHadIt() {
    String url = "https://pay.example/v1/notes";
    see(20, "pay", url, "{\"memo\":\"hello\"}");
    assertThat(shown("pay", url, json("memo"))).isEqualTo("json $.‹4›");

    see(1, "pay", url, "{\"memo\":\"hello\"}"); // the one in question

    assertThat(shown("pay", url, json("memo"))).isEqualTo("json $.memo");
    assertThat(shown("pay", "https://pay.example/v1/other", json("memo"))).isEqualTo("json $.‹4›");
    assertThat(shown("stripe", url, json("memo"))).isEqualTo("json $.‹4›");
  }

  @Test
  void oneRequestWithANameManyTimesCountsOnce() {
    String url = "https://pay.example/v1/notes";
    see(1, "pay", url, "[" + "{\"memo\":\"hello\"},".repeat(60) + "1]");

    assertThat(shown("pay", url, json("memo"))).isEqualTo("json $.‹4›");
  }

  @Test
  void idsInThePathDoNotSplitATemplate() {
    for (int i = 0; i < 21; i++) {
      see(1, "pay", "https://pay.example/v1/notes/" + (1000 + i), "{\"memo\":\"hello\"}");
    }

    ShownNames.Shown shown =
        names.of(
            seen,
            "pay",
            RequestUrl.parse("https://pay.example/v1/notes/77"),
            List.of(json("memo")));

    assertThat(shown.locations()).containsExactly("json $.memo");
    assertThat(shown.path()).isEqualTo("/v1/notes/{}");
    assertThat(shown.host()).isEqualTo("pay.example");
  }

  @ParameterizedTest
  @CsvSource({
    "4242-4242-4242-4242",
    "123-45-6789",
    "555.123.4567",
    "john.smith-1990-01-02",
    "a4b2c4d2e4",
  })
  void aNameWithFiveDigitsIsNeverShownHoweverTheyAreSeparated(String name) {
    String url = "https://pay.example/v1/notes";
    see(30, "pay", url, "{\"" + name + "\":\"hello\"}");

    assertThat(shown("pay", url, json(name))).isEqualTo("json $.‹" + name.length() + "›");
  }

  @Test
  void digitsAreCountedOverAllNamesOfAPlace() {
    String url = "https://pay.example/v1/notes";
    see(30, "pay", url, "{\"4242\":{\"4243\":{\"line1\":\"hello\"}}}");

    assertThat(shown("pay", url, json("4242"))).isEqualTo("json $.4242");
    assertThat(shown("pay", url, json("4242", "4243", "line1"))).isEqualTo("json $.‹4›.‹4›.‹5›");
    Location form = Location.of(Kind.FORM).child(4).child(2).child(4).child(2).child(4);
    assertThat(shown("pay", url, form)).isEqualTo("form ‹1›[‹1›][‹1›][‹1›][‹1›]");
    Location two = Location.of(Kind.FORM).child("nickname").child(3).child(0);
    assertThat(shown("pay", url, two)).isEqualTo("form nickname[3][0]");
  }

  @Test
  void namesThatMakeCapturedTextTogetherAreHidden() {
    String url = "https://pay.example/v1/notes";
    String[] words = CAPTURED.split(" ");
    StringBuilder nested = new StringBuilder();
    for (String word : words) {
      nested.append("{\"").append(word).append("\":");
    }
    see(30, "pay", url, nested + "1" + "}".repeat(words.length));
    assertThat(shown("pay", url, json(words))).contains("The.lighthouse.keeper");

    content.capture("chat", "test", CAPTURED, null, null);

    assertThat(shown("pay", url, json(words))).doesNotContainPattern("[A-Za-z]{5}");
    assertThat(shown("pay", url, json("told"))).isEqualTo("json $.told");
  }

  @Test
  void namesOfSeveralPlacesCountTogether() {
    String url = "https://pay.example/v1/notes";
    String[] words = CAPTURED.split(" ");
    StringBuilder flat = new StringBuilder("{");
    for (String word : words) {
      flat.append('"').append(word).append("\":1,");
    }
    see(30, "pay", url, flat + "\"end\":1}");
    content.capture("chat", "test", CAPTURED, null, null);

    List<Location> places =
        java.util.stream.Stream.of(words).limit(8).map(ShownNamesTest::json).toList();

    assertThat(String.join(" ", names.of(seen, "pay", RequestUrl.parse(url), places).locations()))
        .doesNotContain("lighthouse", "Marram");
  }

  @Test
  void hostsPathsHeadersCookiesAndPartsAreNamesToo() {
    String url = "https://john-smith.private.example/v1/people/john-smith;id=4242";

    ShownNames.Shown shown =
        names.of(
            seen,
            "pay",
            RequestUrl.parse(url),
            List.of(
                Location.of(Kind.HEADER).child("X-HIV-positive"),
                Location.of(Kind.HEADER).child("Authorization"),
                Location.of(Kind.COOKIE).child("john.smith"),
                Location.of(Kind.PART).child("diagnosis").child("scan.pdf"),
                Location.of(Kind.QUERY).child("who")));

    assertThat(shown.host()).isEqualTo("‹10›.‹7›.example");
    assertThat(shown.path()).isEqualTo("/v1/people/{}");
    assertThat(shown.locations())
        .containsExactly(
            "header ‹14›", "header Authorization", "cookie ‹10›", "part ‹9› \"‹8›\"", "query ‹3›");
  }

  @ParameterizedTest
  @CsvSource({
    "word/document.xml, true",
    "ppt/slides/slide12.xml, true",
    "xl/sharedStrings.xml, true",
    "ppt/slides/slide4242.xml, false",
    "word/john-smith.xml, false",
  })
  void partsThatAFormatFixesAreShown(String name, boolean isShown) {
    assertThat(shown("undeclared", "https://x.example/", Location.of(Kind.ENTRY).child(name)))
        .isEqualTo("entry \"" + (isShown ? name : "‹" + name.length() + "›") + "\"");
  }

  @Test
  void addressesAreShown() {
    assertThat(names.of(seen, "pay", RequestUrl.parse("http://127.0.0.1:80/"), List.of()).host())
        .isEqualTo("127.0.0.1");
    assertThat(names.of(seen, "pay", RequestUrl.parse("http://[::1]:80/"), List.of()).host())
        .isEqualTo("[::1]");
    assertThat(names.of(seen, "pay", RequestUrl.parse("http://127.0.0.1234/"), List.of()).host())
        .isEqualTo("‹3›.‹1›.‹1›.‹4›");
  }

  @Test
  void theTableStaysBoundedAndKeepsWhatIsSeenOften() {
    String url = "https://pay.example/v1/notes";
    see(60, "pay", url, "{\"memo\":\"hello\"}");
    for (int i = 0; i < 3_000; i++) {
      StringBuilder json = new StringBuilder("{");
      for (int j = 0; j < 40; j++) {
        json.append("\"k").append(Integer.toString(i * 40 + j, 36)).append("\":1,");
      }
      see(1, "pay", "https://pay.example/w" + (char) ('a' + i % 26), json + "\"end\":1}");
    }

    assertThat(shown("pay", url, json("memo"))).isEqualTo("json $.memo");
  }

  @Test
  void aLocationPrintsNoName() {
    Location place = json("metadata").inside(Kind.FORM).child("note").child(7);

    assertThat(place).hasToString("json $.‹8› > form ‹4›[‹1›]");
    assertThat(place.named()).isEqualTo("json $.metadata > form note[7]");
  }
}
