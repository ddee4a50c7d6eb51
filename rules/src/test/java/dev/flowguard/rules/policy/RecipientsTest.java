package dev.flowguard.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.RequestUrl;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipientsTest {
  private static final RequestUrl LOOPBACK = RequestUrl.parse("http://localhost:8080/v1/charges");

  private final Recipients recipients = Recipients.of(Policy.builtIn());

  private String recipient(String host, int port, String path, @Nullable String query) {
    return nameOf(recipients.ofHost(host, port, path, query));
  }

  private static String nameOf(Recipient recipient) {
    if (recipient instanceof Recipient.Declared declared) {
      return declared.processor().id();
    }
    return recipient == Recipient.FIRST_PARTY ? "first-party" : "undeclared";
  }

  @ParameterizedTest
  @CsvSource({
    "api.stripe.com, stripe",
    "API.Stripe.COM., stripe",
    "meter-events.stripe.com, stripe",
    "stripe.com, stripe",
    "evilstripe.com, undeclared",
    "stripe.com.evil.example, undeclared",
    "api-stripe.com, undeclared",
    "client.relay.crisp.chat, crisp",
    "crisp.chat.example, undeclared",
    "crispmedia.com, undeclared",
    "region1.google-analytics.com, google-analytics",
    "region1.analytics.google.com, google-analytics",
    "google.com, undeclared",
    "inference.mirage-studio.io, first-party",
    "mirage-studio.io, first-party",
    "mirage-studio.io.example, undeclared",
    "minio.internal, first-party",
    "localhost, first-party",
    "app.localhost, first-party",
    "127.0.0.1, first-party",
    "127.1, first-party",
    "2130706433, first-party",
    "0x7f.1, first-party",
    "[::1], first-party",
    "[::ffff:127.0.0.1], first-party",
    "10.1.2.3, first-party",
    "192.168.0.9, first-party",
    "[fd00::1], first-party",
    "172.32.0.1, undeclared",
    "8.8.8.8, undeclared",
    "10.example, undeclared",
  })
  void tellsHostsApart(String host, String expected) {
    assertThat(recipient(host, 443, "/", null)).isEqualTo(expected);
  }

  @Test
  void knowsAnalyticsBehindAnOwnDomainByItsSignature() {
    assertThat(recipient("t.shop.example", 443, "/x/g/collect", "v=2&tid=G-ABC"))
        .isEqualTo("google-analytics");
    assertThat(recipient("t.shop.example", 443, "/mp/collect", "measurement_id=G-1&x=y"))
        .isEqualTo("google-analytics");
    assertThat(recipient("t.shop.example", 443, "/g/collect", "tid=UA-1")).isEqualTo("undeclared");
    assertThat(recipient("t.shop.example", 443, "/g/collect", null)).isEqualTo("undeclared");
    assertThat(recipient("t.shop.example", 443, "/g/collect", "xtid=G-1")).isEqualTo("undeclared");
  }

  @Test
  void putsADeclaredPlaceBeforeFirstParty() {
    assertThat(recipient("metrics.mirage-studio.io", 443, "/g/collect", null))
        .isEqualTo("google-analytics");
    assertThat(recipient("metrics.mirage-studio.io", 443, "/other", null)).isEqualTo("first-party");
  }

  @Test
  void readsInternationalNamesInTheirAsciiForm() {
    assertThat(recipient("api.ⓢtripe.com", 443, "/", null)).isEqualTo("stripe");
    assertThat(recipient("bücher.example", 443, "/", null)).isEqualTo("undeclared");
  }

  @Test
  void survivesAFloodOfNames() {
    for (int i = 0; i < 20_000; i++) {
      assertThat(recipient("h" + i + ".example", 443, "/", null)).isEqualTo("undeclared");
    }
    assertThat(recipient("api.stripe.com", 443, "/", null)).isEqualTo("stripe");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/mp/collect?measurement_id=G-1",
        "/debug/mp/collect?measurement_id=G-1",
        "/mp%2Fcollect?measurement_id=G-1",
        "/%6d%70/collec%74?measurement_id=G-1",
        "/mp%252Fcollect?measurement_id=G-1",
        "/mp/collect/?measurement_id=G-1",
        "/mp/collect%2F?measurement_id=G-1",
        "//mp//collect//?measurement_id=G-1",
        "/MP/Collect?measurement_id=G-1",
        "/mp/./collect?measurement_id=G-1",
        "/mp/x/../collect?measurement_id=G-1",
        "/mp/x/%2e%2E/collect?measurement_id=G-1",
        "/mp;v=1/collect;s=2?measurement_id=G-1",
        "/mp\\collect?measurement_id=G-1",
        "/mp/collect?api_secret=x&measurement%5Fid=G-1",
        "/mp/collect?measurement_id=%47-1",
        "/mp/collect?measurement_id=%47%2d1",
        "/mp/collect?x=1;measurement_id=G-1",
        "/mp/collect?firebase_app_id=1:123:android:abc",
        "/mp/collect?firebase_app_id=1%3A123%3Aandroid%3Aabc",
        "/g/collect?v=2&tid=G-1",
        "/G%2fCollect/?v=2&t%69d=G-1",
        "/gtag/js?id=G-1",
        "/gtag/destination?id=G-1",
        "/gtm.js?id=GTM-1",
      })
  void knowsASignatureInEachWayToWriteIt(String target) {
    RequestUrl url = RequestUrl.parse("https://t.shop.example" + target);

    assertThat(recipient("t.shop.example", 443, url.path(), url.query()))
        .isEqualTo("google-analytics");
    assertThat(recipients.allOf("t.shop.example", 443, target, null))
        .extracting(RecipientsTest::nameOf)
        .containsExactly("google-analytics");
    assertThat(recipients.early("t.shop.example", 443, target, null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/mp/collected?measurement_id=G-1",
        "/mp/collect/x?measurement_id=G-1",
        "/xmp/collect?measurement_id=G-1",
        "/mp-collect?measurement_id=G-1",
        "/mp%2Dcollect?measurement_id=G-1",
        "/collect?measurement_id=G-1",
        "/mp/collect/../other?measurement_id=G-1",
        "/mp/collect?measurement_id=UA-1",
        "/mp/collect?measurement_id=",
        "/mp/collect?my_measurement_id=G-1",
        "/mp/collect?measurement_id_old=G-1",
        "/mp/collect?note=measurement_id%3DG-1",
        "/mp/collect?firebase_app_id=2:123",
        "/mp/collect#measurement_id=G-1",
        "/mp/collect",
        "/gtag/js?tid=G-1",
      })
  void takesNoLookAlikeForASignature(String target) {
    RequestUrl url = RequestUrl.parse("https://t.shop.example" + target);

    assertThat(recipient("t.shop.example", 443, url.path(), url.query())).isEqualTo("undeclared");
  }

  @ParameterizedTest
  @CsvSource({
    "api.stripe.com, stripe",
    "API.Stripe.COM, stripe",
    "api.stripe.com., stripe",
    "api.stripe.com:443, stripe",
    "api.stripe.com:8443, stripe",
    "' api.stripe.com ', stripe",
    "user@api.stripe.com, stripe",
    "https://api.stripe.com/, stripe",
    "'own.example, api.stripe.com', stripe",
    "api%2Estripe.com, stripe",
    "api.ⓢtripe.com, stripe",
    "client.crisp.chat, crisp",
    "metrics.mirage-studio.io, first-party",
    "evilstripe.com, first-party",
    "api.stripe.com.evil.example, first-party",
    "stranger.example, first-party",
    "'', first-party",
  })
  void goesByTheHostHeaderWhereItNamesAProcessor(String header, String expected) {
    for (String name : List.of("Host", "host", ":authority")) {
      assertThat(recipients.of(LOOPBACK, List.of(new Header(name, header))))
          .extracting(destination -> nameOf(destination.recipient()))
          .as(name)
          .containsExactly(expected);
    }
    assertThat(early("localhost", "/v1/charges", header)).containsExactly(expected);
  }

  private List<String> early(String host, String target, @Nullable String header) {
    Recipient early = recipients.early(host, 8080, target, header);
    return (early == null ? recipients.allOf(host, 8080, target, header) : List.of(early))
        .stream().map(RecipientsTest::nameOf).distinct().toList();
  }

  @Test
  void goesByAnyOfSeveralHostHeaders() {
    assertThat(
            recipients.of(
                LOOPBACK,
                List.of(
                    new Header("Host", "own.example"),
                    new Header("X-Host", "client.crisp.chat"),
                    new Header("Host", "api.stripe.com"))))
        .extracting(destination -> nameOf(destination.recipient()))
        .containsExactly("stripe");
  }

  @Test
  void goesByHostAndHeaderWhereTheyNameTwoProcessors() {
    RequestUrl url = RequestUrl.parse("https://api.stripe.com/v1/charges");

    assertThat(recipients.of(url, List.of(new Header("Host", "client.crisp.chat"))))
        .extracting(destination -> nameOf(destination.recipient()))
        .containsExactly("stripe", "crisp");
    assertThat(early("api.stripe.com", "/v1/charges", "client.crisp.chat"))
        .containsExactly("stripe", "crisp");
  }

  @Test
  void makesNoStrangerFirstPartyByAHeader() {
    RequestUrl url = RequestUrl.parse("https://stranger.example/");

    assertThat(recipients.of(url, List.of(new Header("Host", "localhost"))))
        .extracting(Destination::recipient)
        .containsExactly(Recipient.UNDECLARED);
    assertThat(early("stranger.example", "/", "localhost")).containsExactly("undeclared");
  }

  @Test
  void findsADeclaredPlaceByTheHeaderToo() {
    RequestUrl url = RequestUrl.parse("http://10.0.0.9:8080/G%2Fcollect");

    assertThat(recipients.of(url, List.of(new Header("Host", "metrics.mirage-studio.io"))))
        .extracting(destination -> nameOf(destination.recipient()))
        .containsExactly("google-analytics");
  }

  @Test
  void goesByTheHostOfAnAbsoluteTargetEarly() {
    assertThat(early("localhost", "http://api.stripe.com/v1", null)).containsExactly("stripe");
    assertThat(early("localhost", "http://localhost@api.stripe.com/v1", null))
        .containsExactly("stripe");
    assertThat(early("localhost", "http://localhost:80@api.stripe.com/v1", null))
        .containsExactly("stripe");
    assertThat(early("localhost", "http://stranger.example/v1", null))
        .containsExactly("first-party", "undeclared");
    assertThat(early("localhost", "http://localhost:8080/v1", null)).containsExactly("first-party");
    assertThat(early("::1", "http://[::1]:8080/v1", null)).containsExactly("first-party");
    assertThat(early("localhost", "*", null)).containsExactly("first-party");
  }

  @Test
  void allocatesNothingEarlyForHostsSeenBefore() {
    for (String[] request :
        new String[][] {
          {"inference.mirage-studio.io", "/v1/chat?q=%20&r=1", null},
          {"inference.mirage-studio.io", "/files/a%20b%C3%A4.txt", null},
          {"inference.mirage-studio.io", "https://inference.mirage-studio.io/v1/x", null},
          {"localhost", "/orders/7", "orders.svc:8080"},
          {"localhost", "/v1/charges", "api.stripe.com"},
          {"localhost", "/v1/charges", "localhost:8080"},
          {"::1", "http://[::1]:8080/v1", "[::1]:8080"},
          {"api.stripe.com", "/v1/charges", "api.stripe.com"},
        }) {
      assertThat(allocatedEarly(request)).as(String.join(" ", request)).isZero();
    }
  }

  private long allocatedEarly(@Nullable String[] request) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    String host = Objects.requireNonNull(request[0]);
    String target = Objects.requireNonNull(request[1]);
    long least = Long.MAX_VALUE;
    // The first rounds fill the cache and load classes.
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1_000; i++) {
        recipients.early(host, 8080, target, request[2]);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  private static String recipient(String yaml, String url) {
    PolicyFile.Reading reading =
        PolicyFile.read("p", yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(reading.policy()).as("%s", reading.problems()).isNotNull();
    RequestUrl parsed = RequestUrl.parse(url);
    Recipient recipient =
        Recipients.of(reading.policy())
            .ofHost(parsed.host(), parsed.port(), parsed.path(), parsed.query());
    return recipient instanceof Recipient.Declared declared
        ? declared.processor().id()
        : recipient.getClass().getSimpleName();
  }

  private static final String WIDE =
      """
      policy: wide
      first-party: [10.8.0.0/13, "fd12::/16", "db:5432", "api-*.own.example"]
      processors:
        ai: { hosts: ["bedrock-runtime.*.amazonaws.com"] }
        proxy: { hosts: ["gateway.example:8443"] }
        counter: { hosts: [counter.example], signatures: [{ parameter: X-Counter-Key, in: [query] }] }
      categories: { diary: { shapes: [chat-transcript] } }
      rules: [{ id: r, never: [diary], reach: [ai, proxy, counter, undeclared] }]
      """;

  @ParameterizedTest
  @CsvSource({
    "https://bedrock-runtime.eu-west-1.amazonaws.com/model, ai",
    "https://a.BEDROCK-runtime.us-east-2.amazonaws.com./x, ai",
    "https://bedrock-runtime.a.b.amazonaws.com/, Undeclared",
    "https://bedrock-runtime.amazonaws.com/, Undeclared",
    "https://evilbedrock-runtime.eu.amazonaws.com/, Undeclared",
    "https://gateway.example:8443/, proxy",
    "https://gateway.example/, Undeclared",
    "http://10.15.255.255/, FirstParty",
    "http://10.16.0.0/, Undeclared",
    "http://0x0a080001/, FirstParty",
    "'http://[fd12::1]/', FirstParty",
    "'http://[fd13::1]/', Undeclared",
    "http://db:5432/, FirstParty",
    "http://db:5433/, Undeclared",
    "https://api-7.own.example/, FirstParty",
    "https://v1.api-7.own.example/, FirstParty",
    "https://api.own.example/, Undeclared",
    "https://anything.example/x?x-counter-key=1, counter",
  })
  void readsGlobsPortsRangesAndOwnSignatures(String url, String expected) {
    assertThat(recipient(WIDE, url)).isEqualTo(expected);
  }

  @Test
  void neverResolvesANameToCompareItWithARange() {
    assertThat(recipient(WIDE, "http://10.8.0.1.example/")).isEqualTo("Undeclared");
  }

  @ParameterizedTest
  @CsvSource({
    "api.openai.com, openai",
    "eu.api.openai.com, openai",
    "openai.com.example, undeclared",
    "notopenai.com, undeclared",
    "acme.openai.azure.com, azure-openai",
    "acme.services.ai.azure.com, azure-openai",
    "openai-azure.com, undeclared",
    "acme.blob.core.windows.net, undeclared",
    "api.anthropic.com, anthropic",
    "anthropic.com.example, undeclared",
    "generativelanguage.googleapis.com, google-ai",
    "us-central1-aiplatform.googleapis.com, google-ai",
    "storage.googleapis.com, undeclared",
    "aiplatform.googleapis.com.example, undeclared",
    "bedrock-runtime.us-east-1.amazonaws.com, bedrock",
    "vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com, bedrock",
    "s3.us-east-1.amazonaws.com, undeclared",
    "bedrock-runtime.example.com, undeclared",
    "api.mistral.ai, mistral",
    "mistral.ai.example, undeclared",
    "ollama.com, ollama",
    "notollama.com, undeclared",
    "api.cohere.com, cohere",
    "coherent.com, undeclared",
  })
  void knowsTheProvidersOfAiOfTheCatalogue(String host, String expected) {
    StringBuilder policy = new StringBuilder("policy: p\nprocessors:\n");
    for (String id : Preset.names()) {
      policy.append("  ").append(id).append(": { catalogue: ").append(id).append(" }\n");
    }
    policy.append("categories: { diary: { shapes: [email] } }\n");
    policy.append("rules: [{ id: r, never: [diary], reach: [group:ai] }]\n");
    Policy read =
        Objects.requireNonNull(
            PolicyFile.read("p.yaml", policy.toString().getBytes(StandardCharsets.UTF_8)).policy());

    assertThat(nameOf(Recipients.of(read).ofHost(host, 443, "/v1/x", null))).isEqualTo(expected);
  }
}
