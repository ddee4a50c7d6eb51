package dev.flowguard.rules.legitimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A user whose chat quotes what clients write into every request stops none of them; what a user
 * wrote is stopped in the same fields.
 */
class QuotedProtocolTest {
  private static final String STRIPE = "https://api.stripe.com/v1/payment_intents";
  private static final String CRISP =
      "https://api.crisp.chat/v1/website/1/conversation/session_1/message";
  private static final String FORM = "application/x-www-form-urlencoded;charset=UTF-8";
  private static final String AGENT =
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)"
          + " Chrome/131.0.0.0 Safari/537.36";
  private static final String SECRET =
      "The abbess hid the second ledger under the font before the visitors came on Tuesday";

  private final ProtectedContent content = new ProtectedContent();
  private final Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());

  private void chat(String text) {
    content.capture("chat-conversation", "test", text, null, null);
  }

  private Verdict judged(String url, String body, Header... headers) {
    return judge.judge(
        new OutboundRequest(
            "POST",
            url,
            List.of(headers),
            new Body.Held(body.getBytes(StandardCharsets.UTF_8)),
            "test"));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
Content-Type | application/x-www-form-urlencoded;charset=UTF-8
Content-Type | application/vnd.openxmlformats-officedocument.wordprocessingml.document
Content-Type | multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gWq
Content-Type | multipart/mixed; boundary="----=_Part_41_1830742193.1732889120331"
Accept | text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8
Accept | application/vnd.api+json, application/problem+json;q=0.8, application/json
Accept-Language | de-DE,de;q=0.9,en-GB;q=0.8,en;q=0.7,zh-Hans-CN;q=0.5,sr-Latn;q=0.3
Accept-Encoding | gzip, x-gzip, deflate, compress, br, zstd, identity;q=0.5
User-Agent | Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1
User-Agent | Apache-HttpClient/5.4.1 (Java/21.0.4) MirageStudioBackend/7.12.0
sec-ch-ua | "Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"
sec-ch-ua-full-version-list | "Microsoft Edge";v="131.0.2903.86", "Chromium";v="131.0.6778.109"
traceparent | 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
tracestate | rojo=00f067aa0ba902b7,congo=t61rcWkgMzE
sentry-trace | 771a43a4192642f0b136d5159a501700-7e0a3c1c9a0f2a11-1
X-Amzn-Trace-Id | Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1
Cache-Control | no-cache, no-store, max-age=0, must-revalidate, proxy-revalidate
If-Modified-Since | Wednesday, 21 October 2026 07:28:00 GMT
Referer | https://www.mirage-studio.io/app/gallery?tab=favorites&sort=newest&page=3
Origin | https://checkout.staging.europe-west4.mirage-studio.io
Idempotency-Key | 2a1f7f1e-9c5b-4d0b-8a53-6f0f4f7b6f43
Strict-Transport-Security | max-age=63072000; includeSubDomains; preload
""")
  void aHeaderThatAChatQuotesStopsNoRequest(String name, String value) {
    chat("Why does curl -v -H '" + name + ": " + value + "' https://api.acme.test answer 415?");

    assertThat(judged(STRIPE, "", new Header(name, value)).stops()).isFalse();
    assertThat(judged(CRISP, "", new Header(name, value)).stops()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type",
        "Accept",
        "Accept-Language",
        "User-Agent",
        "sec-ch-ua",
        "traceparent",
        "Cache-Control",
        "If-Modified-Since",
        "X-Stripe-Client-User-Agent",
        "X-Correlation-Id",
        "Referer"
      })
  void aChatInsideOfSuchAHeaderIsStopped(String name) {
    chat(SECRET);

    assertThat(judged(STRIPE, "amount=1900", new Header(name, SECRET)).stops()).isTrue();
    assertThat(judged(STRIPE, "amount=1900", new Header(name, SECRET.replace(' ', '-'))).stops())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Content-Type | text/plain; charset=utf-8; note="%s"
          Content-Type | multipart/form-data; boundary=%s
          User-Agent | Mozilla/5.0 (X11; Linux x86_64; %s) Gecko/20100101 Firefox/128.0
          Accept | application/json;profile="%s"
          Referer | https://www.mirage-studio.io/search?q=%s
          sec-ch-ua | "%s";v="131"
          tracestate | rojo=00f067aa0ba902b7,congo=%s
          """)
  void aChatBehindAnUsualBeginningOfSuchAHeaderIsStopped(String name, String value) {
    chat(SECRET);

    for (String form : List.of(SECRET, SECRET.replace(' ', '-'), encoded(SECRET))) {
      assertThat(judged(STRIPE, "amount=1900", new Header(name, value.formatted(form))).stops())
          .as(form)
          .isTrue();
    }
  }

  /** The key decides which parts of a captured line are kept, so one of them is not enough. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "GET /img/packs/199869.webp HTTP/1.1" 304 71650 "https://www.google.com/" "curl/8.114.0"
          "POST /login HTTP/2.0" 200 - "https://www.google.com/" "python-requests/2.32.3"
          "GET /de/preise HTTP/1.1" 404 196 "https://duckduckgo.com/?q=studio" "Wget/1.21.4 (linux-gnu)"
          "HEAD /status HTTP/1.1" 200 0 "-" "Go-http-client/1.1"
          """)
  void aLineOfAnAccessLogThatAChatQuotesStopsNoOther(String line) {
    for (int key = 0; key < 20; key++) {
      ProtectedContent own = new ProtectedContent();
      own.capture(
          "chat-conversation",
          "test",
          "What is this? 98.127.249.84 - - [08/Nov/2026:03:08:28 +0100] " + line,
          null,
          null);
      Judge other = new Judge(Policy.builtIn(), null, own, Clock.systemUTC());
      String log = "73.2.186.14 - - [21/Dec/2026:19:40:01 +0100] " + line + "\n";
      String body = "evidence[access_activity_log]=" + encoded(log + log.replace("73.", "82."));

      Verdict verdict =
          other.judge(
              new OutboundRequest(
                  "POST",
                  "https://api.stripe.com/v1/disputes/dp_1",
                  List.of(new Header("Content-Type", FORM)),
                  new Body.Held(body.getBytes(StandardCharsets.UTF_8)),
                  "test"));

      assertThat(verdict.violations()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /search?q=%s HTTP/1.1\" 200 512 \"-\" \"curl/8.11.0\"",
        "GET / HTTP/1.1\" 200 512 \"%s\" \"curl/8.11.0\"",
        "GET / HTTP/1.1\" 200 512 \"https://%s/\" \"curl/8.11.0\"",
        "GET / HTTP/1.1\" 200 512 \"https://www.google.com/?q=%s\" \"curl/8.11.0\"",
        "GET / HTTP/1.1\" 200 512 \"-\" \"%s\"",
        "GET / HTTP/1.1\" 200 512 \"-\" \"curl/8.11.0 (%s)\"",
        "GET / HTTP/1.1\" 200 512 \"-\" \"curl/8.11.0\" \"%s\""
      })
  void aChatInsideOfALineOfAnAccessLogIsStopped(String line) {
    chat(SECRET);

    for (String form : List.of(SECRET, SECRET.replace(' ', '-'), encoded(SECRET))) {
      String log = "73.2.186.14 - - [21/Dec/2026:19:40:01 +0100] \"" + line.formatted(form);
      Verdict verdict =
          judged(STRIPE, "description=" + encoded(log), new Header("Content-Type", FORM));

      assertThat(verdict.stops()).as(form).isTrue();
    }
  }

  @Test
  void everyPaymentOfTheSdkPassesAfterItsHeadersWereQuoted() {
    String about =
        "{\"os.name\":\"Linux\",\"os.version\":\"6.1.0-27-cloud-amd64\",\"os.arch\":\"amd64\",\"java.version\":\"21.0.5\",\"java.vendor\":\"Eclipse"
            + " Adoptium\",\"java.vm.version\":\"21.0.5+11-LTS\",\"java.vm.vendor\":\"Eclipse"
            + " Adoptium\",\"lang\":\"Java\",\"publisher\":\"Stripe\",\"bindings.version\":\"33.3.0\"}";
    Header[] headers = {
      new Header("Content-Type", FORM),
      new Header("User-Agent", "Stripe/v1 JavaBindings/33.3.0"),
      new Header("X-Stripe-Client-User-Agent", about),
      new Header("Stripe-Version", "2026-10-29.clover"),
      new Header("Accept-Charset", "UTF-8")
    };
    StringBuilder dump = new StringBuilder("This is what my service logs, is it right?\n");
    for (Header header : headers) {
      dump.append("> ").append(header.name()).append(": ").append(header.value()).append('\n');
    }
    chat(dump.toString());

    assertThat(judged(STRIPE, "amount=1900&currency=eur", headers).stops()).isFalse();
  }

  @Test
  void theUserAgentOfAMandatePassesAndAChatInItDoesNot() {
    String field =
        "mandate_data[customer_acceptance][type]=online"
            + "&mandate_data[customer_acceptance][online][user_agent]=";
    chat("My browser says " + AGENT + ", can you see why " + field + "x fails?");
    chat(SECRET);

    Header type = new Header("Content-Type", FORM);
    assertThat(judged(STRIPE, field + encoded(AGENT), type).stops()).isFalse();
    assertThat(judged(STRIPE, field + encoded(SECRET), type).stops()).isTrue();
  }

  @Test
  void parametersOfTheAnalyticsProtocolPassAndAChatInThemDoesNot() {
    String hit =
        "https://region1.google-analytics.com/g/collect?v=2&tid=G-4QM7Z1TB2X&gtm=45je4b70v9105v81"
            + "&cid=1256142397.1759409225&ul=en-gb&sr=1920x1080&uaa=x86&uab=64"
            + "&uafvl=Google%20Chrome%3B131.0.6778.109%7CChromium%3B131.0.6778.109%7CNot_A%20Brand%3B24.0.0.0"
            + "&uap=macOS&uapv=15.1.0&tag_exp=101925629~102067555~102067808~102077855&en=page_view&uam=";
    chat("This fails: curl '" + hit + "'");
    chat(SECRET);

    assertThat(judged(hit + "Pixel%209", "").stops()).isFalse();
    assertThat(judged(hit + encoded(SECRET), "").stops()).isTrue();
  }

  @Test
  void namesOfTheProcessorsInterfacePassWhereAChatQuotesThem() {
    chat(
        "POST https://api.stripe.com/v1/payment_intents/pi_3MtwBwLkdIwHu7ix28a3tqPa/confirm with"
            + " payment_method_data[billing_details][address][postal_code]=1000 answers 400");
    String body = "payment_method_data[billing_details][address][postal_code]=1000";

    Verdict verdict =
        judged(
            STRIPE + "/pi_3MtwBwLkdIwHu7ix28a3tqPa/confirm",
            body,
            new Header("Content-Type", FORM));

    assertThat(verdict.stops()).isFalse();
  }

  @Test
  void headsOfPartsThatAChatQuotesStopNoUpload() {
    String head =
        "Content-Disposition: form-data; name=\"file\"; filename=\"terms.docx\"\r\nContent-Type:"
            + " application/vnd.openxmlformats-officedocument.wordprocessingml.document\r\n"
            + "Content-Transfer-Encoding: binary\r\nContent-Length: 3\r\n";
    chat("My upload has this head, is it right?\n" + head);
    Header type = new Header("Content-Type", "multipart/form-data; boundary=b1");

    Verdict verdict =
        judged(
            "https://files.stripe.com/v1/files", "--b1\r\n" + head + "\r\nabc\r\n--b1--\r\n", type);

    assertThat(verdict.stops()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"X-Note: %s", "Content-Description: %s", "Content-Type: text/plain; note=\"%s\""})
  void aChatInTheHeadOfAPartIsStopped(String line) {
    chat(SECRET);
    Header type = new Header("Content-Type", "multipart/form-data; boundary=b1");
    String body =
        "--b1\r\nContent-Disposition: form-data; name=\"purpose\"\r\n"
            + line.formatted(SECRET)
            + "\r\n\r\nabc\r\n--b1--\r\n";

    assertThat(judged("https://files.stripe.com/v1/files", body, type).stops()).isTrue();
  }
}
