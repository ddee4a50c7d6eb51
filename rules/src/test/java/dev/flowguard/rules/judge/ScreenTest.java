package dev.flowguard.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.flowguard.rules.cases.Case;
import dev.flowguard.rules.cases.CaseFile;
import dev.flowguard.rules.cases.OpenCases;
import dev.flowguard.rules.detect.Detector;
import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.detect.Secret;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Signs;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.request.RequestUrl;
import dev.flowguard.rules.screen.Screen;
import dev.flowguard.rules.vocabulary.Match;
import dev.flowguard.rules.vocabulary.Shape;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the screen lets pass is what the judgement finds clean, whatever is sent. */
class ScreenTest {
  private static final String STRIPE = "https://api.stripe.com/v1/customers";
  private static final String CRISP = "https://api.crisp.chat/v1/website/1/conversation";
  private static final String ANALYTICS =
      "https://region1.google-analytics.com/mp/collect?measurement_id=G-1";
  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String PARTS = "multipart/form-data; boundary=limes";
  private static final String TEXT = "text/plain; charset=utf-8";

  private static final String CHAT =
      "My mother hid the letters of the lighthouse keeper under the third stair of the mill,"
          + " and nobody but us has ever read them.";

  private static final String SHORT = "I am pregnant since May";
  private static final String PERSON = "Wilhelmina Oosterdijk";
  private static final String TABLE =
      "name,street,city,note\n"
          + "Anneke Verhagen,Molenweg 17b,Drachten,paid in silver\n"
          + "Joost Tuinstra,Havenkade 4c,Makkum,owes two nets\n"
          + "Fenna Postma,Zeedijk 211,Lemmer,prefers herring\n";

  /** Each has something that a rule asks for, or is a part of it. */
  private static final List<String> PIECES =
      List.of(
          CHAT,
          CHAT.substring(20, 70),
          SHORT,
          PERSON,
          "Molenweg 17b",
          "paid in silver",
          "jan.jansen@mail.example.com",
          "amFuLmphbnNlbkBtYWlsLmV4YW1wbGUuY29t",
          "jan＠mail.example.com",
          "+31 20 555 0123",
          "(415) 555-2671",
          "4111 1111 1111 1111",
          "5555-5555-5555-4444",
          "https://bucket.s3.amazonaws.com/a.png?X-Amz-Signature=0123456789abcdef&X-Amz-Date=1",
          "User: what is this rash?\nAssistant: It looks like eczema, which is harmless.",
          "USER: what is this rash? ASSISTANT: It looks like eczema, which is harmless.",
          "b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514",
          "<p>plain</p>",
          "caf\u00e9 cr\u00e8me",
          "\u041f\u0440\u0438\u0432\u0435\u0442",
          "{\"role\":\"user\",\"content\":\"what is this?\"}",
          "a=1&b=2",
          "%41%42",
          "=C3=A9=C3=A9",
          "line\nbreak",
          "3fa85f64-5717-4562-b3fc-2c963f66afa6",
          "0.12");

  private static final List<String> PLAIN =
      List.of(
          "ok",
          "",
          "page_view",
          "EUR",
          "1690000000000",
          "Pro plan, monthly",
          "a short harmless remark",
          "https://mirage.example/studio?utm_source=news",
          "cus_NffrFeUfNV2Hib",
          "0.5");

  private static final List<String> NAMES =
      List.of(
          "name",
          "params",
          "q",
          "role",
          "content",
          "prompt",
          "completion",
          "type",
          "phone",
          "email_sha256",
          "card_number",
          "automatic_payment_methods",
          "chat_1",
          "chat_2",
          "note to self",
          "id");

  private final Random random = new Random(7);

  private static ProtectedContent content() {
    ProtectedContent content = new ProtectedContent();
    content.capture("chat-conversation", "test", CHAT, null, null);
    content.capture("chat-conversation", "test", SHORT, null, null);
    content.capture("personal-identifier", Match.WORDS, "test", PERSON, null, null);
    content.capture("uploaded-document", "test", TABLE, null, null);
    return content;
  }

  private static Judge judge(ProtectedContent content) {
    return new Judge(Policy.builtIn(), null, content, Clock.systemUTC());
  }

  private static OutboundRequest post(String url, String type, byte[] body) {
    return new OutboundRequest(
        "POST", url, List.of(new Header("Content-Type", type)), new Body.Held(body), "test");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void letsNoCasePassThatTheJudgementStops() throws Exception {
    int screened = 0;
    for (int key = 0; key < 10; key++) {
      for (Case each : OpenCases.read()) {
        ProtectedContent content = new ProtectedContent();
        Judge judge = judge(content);
        new CaseFile.CapturedFile(each.captured(), each.published())
            .addTo(content, Policy.builtIn());
        screened += judge.isScreened(each.request()) ? 1 : 0;

        assertThat(judge.isMissedByScreen(each.request())).as(each.id()).isFalse();
      }
    }
    assertThat(screened).isPositive();
  }

  @Test
  void letsNoLayerPassThatHidesWhatIsKnown() {
    List<Wrapping> ways = new ArrayList<>(Wrapping.all());
    ways.addAll(Wrapping.files());
    ways.addAll(Wrapping.spellings());
    for (int key = 0; key < 3; key++) {
      Judge judge = judge(content());
      for (Wrapping way : ways) {
        byte[] wrapped = way.wrap(utf8(CHAT), true);
        String asText = new String(wrapped, StandardCharsets.ISO_8859_1);
        String text = way.givesText() ? new String(wrapped, StandardCharsets.UTF_8) : asText;
        String form = "metadata[note]=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
        List<OutboundRequest> sent =
            List.of(
                post(STRIPE, JSON, wrapped),
                post(STRIPE, FORM, wrapped),
                post(STRIPE, "application/octet-stream", wrapped),
                post(CRISP, TEXT, wrapped),
                post(CRISP, PARTS, parted(wrapped)),
                post(CRISP, JSON, utf8("{\"a\":" + Wrapping.quote(text) + "}")),
                post(STRIPE, FORM, utf8(form)),
                post(ANALYTICS + "&dl=" + form, JSON, new byte[0]));
        for (OutboundRequest request : sent) {
          assertThat(judge.isMissedByScreen(request)).as("%s in %s", way, request).isFalse();
        }
      }
    }
  }

  private static byte[] parted(byte[] content) {
    byte[] before = utf8("--limes\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n");
    byte[] after = utf8("\r\n--limes--\r\n");
    return ByteBuffer.allocate(before.length + content.length + after.length)
        .put(before)
        .put(content)
        .put(after)
        .array();
  }

  @Test
  void letsNothingPassThatIsAnywhereInARequest() {
    int screened = 0;
    int found = 0;
    Judge judge = judge(content());
    for (int i = 0; i < 30_000; i++) {
      if (i % 300 == 0) {
        judge = judge(content()); // under another key
      }
      OutboundRequest request = request();
      boolean isScreened = judge.isScreened(request);
      screened += isScreened ? 1 : 0;
      if (isScreened) {
        assertThat(judge.isMissedByScreen(request)).as(i + ": " + text(request)).isFalse();
      } else {
        found++;
      }
    }
    assertThat(screened).isGreaterThan(5_000);
    assertThat(found).isGreaterThan(5_000);
  }

  /** All of it, as it was made here. */
  private static String text(OutboundRequest request) {
    byte[] body = ((Body.Held) request.body()).bytes();
    return request.url()
        + " "
        + request.headers().get(request.headers().size() - 1).value()
        + " "
        + new String(body, StandardCharsets.UTF_8);
  }

  private OutboundRequest request() {
    String url = pick(List.of(STRIPE, CRISP, ANALYTICS));
    if (random.nextInt(8) == 0) {
      url += (url.indexOf('?') < 0 ? "?a=" : "&a=") + encoded(value());
    }
    if (random.nextInt(8) == 0) {
      url = url.replace("/v1", "/v1/" + URLEncoder.encode(value(), StandardCharsets.UTF_8));
    }
    List<Header> headers = new ArrayList<>();
    String type = pick(List.of(JSON, JSON, JSON, FORM, FORM, FORM, PARTS, TEXT));
    headers.add(new Header("Content-Type", type));
    headers.add(new Header("X-Note", random.nextInt(8) == 0 ? value() : "1"));
    String body =
        switch (type) {
          case JSON -> object(3);
          case FORM -> form();
          case PARTS -> parts();
          default -> value();
        };
    return new OutboundRequest("POST", url, headers, new Body.Held(utf8(body)), "test");
  }

  private String form() {
    StringBuilder form = new StringBuilder();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      form.append(form.isEmpty() ? "" : "&")
          .append(encoded(pick(NAMES)))
          .append(random.nextBoolean() ? "" : "[" + random.nextInt(3) + "][" + pick(NAMES) + "]")
          .append('=')
          .append(encoded(value()));
    }
    return form.toString();
  }

  private String parts() {
    StringBuilder body = new StringBuilder();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      body.append(part(pick(NAMES) + (random.nextBoolean() ? "" : "[" + i + "]"), value()));
    }
    return body + "--limes--" + (random.nextInt(9) == 0 ? "" : "\r\n");
  }

  /** As clients write it. */
  private String part(String name, String value) {
    String head = "--limes\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n";
    String more =
        pick(
            List.of(
                "",
                "",
                "Content-Type: text/plain; charset=utf-8\r\n",
                "Content-Length: " + value.length() + "\r\n",
                "Content-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n",
                "Content-Transfer-Encoding: base64\r\n",
                "X-Note: " + value.replace("\n", " ") + "\r\n"));
    return head + more + "\r\n" + value + "\r\n";
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private String object(int depth) {
    StringBuilder json = new StringBuilder("{");
    for (int i = random.nextInt(5); i >= 0; i--) {
      json.append(json.length() == 1 ? "" : ",")
          .append(quoted(pick(NAMES)))
          .append(random.nextInt(9) == 0 ? " : " : ":")
          .append(member(depth));
    }
    return json.append('}').toString();
  }

  private String member(int depth) {
    return switch (depth == 0 ? 9 : random.nextInt(10)) {
      case 0 -> object(depth - 1);
      case 1 -> array(depth);
      case 2 -> "17";
      case 3 -> random.nextBoolean() ? "true" : "null";
      default -> quoted(value());
    };
  }

  private String array(int depth) {
    List<String> elements = new ArrayList<>();
    if (random.nextInt(4) == 0) {
      cut(pick(PIECES)).forEach(piece -> elements.add(quoted(piece)));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      elements.add(member(depth - 1));
    }
    return "[" + String.join(",", elements) + "]";
  }

  /** A text in pieces, as a list or numbered fields have it. */
  private List<String> cut(String text) {
    List<String> pieces = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int end = Math.min(text.length(), at + 1 + random.nextInt(20));
      pieces.add(text.substring(at, end));
      at = end;
    }
    return pieces;
  }

  private String value() {
    return random.nextInt(6) == 0
        ? pick(PLAIN) + (random.nextBoolean() ? " " : "") + pick(PIECES) + pick(PLAIN)
        : pick(PLAIN);
  }

  private String pick(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** With more escapes than are needed. */
  private String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\' || c < ' ' || random.nextInt(200) == 0) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  @ParameterizedTest
  @MethodSource("dev.flowguard.rules.judge.Nasty#all")
  void letsNoPayloadPassThatIsNotInspectedInFull(Nasty nasty) {
    ProtectedContent content = new ProtectedContent();
    Nasty.CAPTURED.forEach(each -> content.capture("chat-conversation", "test", each, null, null));
    Judge judge = judge(content);

    assertThat(judge.isMissedByScreen(post(nasty.url(), nasty.type(), nasty.body()))).isFalse();
  }

  @Test
  void findsWhatWasCapturedAMomentAgo() {
    ProtectedContent content = new ProtectedContent();
    Judge judge = judge(content);
    OutboundRequest request = post(STRIPE, JSON, utf8("{\"note\":\"" + CHAT + "\"}"));
    boolean before = judge.isScreened(request);

    content.capture("chat-conversation", "test", CHAT, null, null);

    assertThat(before).isTrue();
    assertThat(judge.isScreened(request)).isFalse();
    assertThat(judge.judge(request).violations()).hasSize(1);
  }

  @Test
  void aValueThatIsHarmlessInOneFieldIsLookedAtInAnother() {
    Judge judge = judge(content());
    String event =
        "{\"client_id\":\"1.2\",\"events\":[{\"name\":\"buy\",\"params\":{\"%s\":\"%s\"}}]}";
    String number = "4111111111111111";

    for (int i = 0; i < 3; i++) {
      OutboundRequest harmless =
          post(ANALYTICS, JSON, utf8(String.format(event, "transaction_id", number)));
      assertThat(judge.isScreened(harmless)).isTrue();
    }

    OutboundRequest other = post(ANALYTICS, JSON, utf8(String.format(event, "title", number)));
    assertThat(judge.isScreened(other)).isFalse();
    assertThat(judge.judge(other).stops()).isTrue();
  }

  @Test
  void findsWhatIsCutOverElementsInAnyOrder() {
    Judge judge = judge(content());
    StringBuilder inOrder = new StringBuilder();
    StringBuilder turned = new StringBuilder();
    int pieces = 0;
    for (int at = 0; at < CHAT.length(); at += 12) {
      String piece = CHAT.substring(at, Math.min(CHAT.length(), at + 12));
      inOrder.append(at == 0 ? "" : ",").append("{\"n\":\"x\",\"q\":\"" + piece + "\"}");
      turned.insert(0, (at == 0 ? "" : "&") + "chat_" + pieces++ + "=" + piece.replace(' ', '+'));
    }

    assertThat(judge.isScreened(post(STRIPE, JSON, utf8("{\"a\":[" + inOrder + "]}")))).isFalse();
    assertThat(judge.isScreened(post(STRIPE, FORM, utf8(turned.toString())))).isFalse();
  }

  @Test
  void letsOrdinaryRequestsPass() {
    Judge judge = judge(content());
    String payment =
        "amount=2000&currency=usd&automatic_payment_methods[enabled]=true"
            + "&metadata[order_id]=6735&description=Pro+plan%2C+monthly&customer=cus_Nffr";
    String view =
        "{\"client_id\":\"123.456\",\"events\":[{\"name\":\"page_view\",\"params\":"
            + "{\"page_location\":\"https://mirage.example/studio?utm_source=news\","
            + "\"page_title\":\"Studio \u2013 portraits\",\"session_id\":\"1690000000\"}}]}";

    assertThat(
            judge.isScreened(
                post("https://api.stripe.com/v1/payment_intents", FORM, utf8(payment))))
        .isTrue();
    assertThat(judge.isScreened(post(ANALYTICS, JSON, utf8(view)))).isTrue();
  }

  @Test
  void letsOrdinaryPartsAndPlainTextPass() {
    Judge judge = judge(content());
    String parts =
        "--limes\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\n"
            + "dispute_evidence\r\n"
            + "--limes\r\nContent-Disposition: form-data; name=\"note\"\r\n"
            + "Content-Type: text/plain;charset=UTF-8\r\nContent-Length: 20\r\n\r\n"
            + "caf\u00e9 and a short remark\r\n--limes--\r\n";

    assertThat(judge.isScreened(post(STRIPE, PARTS, utf8(parts)))).isTrue();
    assertThat(judge.isScreened(post(CRISP, TEXT, utf8("two lines\nof plain text")))).isTrue();
    assertThat(judge.isScreened(post(STRIPE, PARTS, parted(utf8(CHAT))))).isFalse();
    assertThat(judge.isScreened(post(CRISP, TEXT, utf8(CHAT)))).isFalse();
  }

  /** Bytes allocated by a judgement of a clean request, once all code is warm. */
  private static long allocated(Judge judge, OutboundRequest request, int times) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < times; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      judge.judge(request);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  private static byte[] events(int count) {
    StringBuilder json = new StringBuilder("{\"events\":[");
    for (int i = 0; i < count; i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"name\":\"level_up\",\"params\":{\"session_id\":\"17160457")
          .append(i)
          .append("\",\"method\":\"a short harmless remark of some words\",\"value\":19}}");
    }
    return utf8(json.append("]}").toString());
  }

  @Test
  void allocatesNoMoreForMoreValues() {
    Judge judge = judge(content());
    long few = allocated(judge, post(ANALYTICS, JSON, events(20)), 5_000);
    long many = allocated(judge, post(ANALYTICS, JSON, events(45)), 5_000);

    System.out.printf(
        "Measured: %d bytes allocated by a judgement of clean JSON of %d bytes%n",
        many, events(45).length);
    assertThat(many).isLessThan(4 << 10);
    assertThat(many - few).isLessThan(1 << 10);
  }

  /**
   * Events as analytics has them, with escapes, other letters, addresses and notes of two lines.
   */
  private static byte[] largeEvents(int bytes, Random random) {
    List<String> words = List.of("market", "delivery", "blue", "invoice", "gallery", "frames");
    StringBuilder json = new StringBuilder("{\"client_id\":\"87.22\",\"events\":[");
    for (int i = 0; json.length() < bytes; i++) {
      String word = i % 40 == 0 ? "caf\u00e9" : words.get(random.nextInt(words.size()));
      json.append(i == 0 ? "" : ",")
          .append("{\"name\":\"page_view\",\"params\":{\"session_id\":\"17160457")
          .append(i)
          .append("\",\"page_location\":\"https://www.mirage-studio.io/gallery/")
          .append(i)
          .append("?utm_source=news\",\"page_title\":\"Pictures of the ")
          .append(word)
          .append("\",\"value\":")
          .append(random.nextInt(10_000) / 100.0)
          .append(",\"note\":\"soft light, \\\"")
          .append(word)
          .append("\\\" and\\nlarge\",\"items\":[{\"item_name\":\"frame\",\"price\":9},")
          .append("{\"item_name\":\"print\",\"price\":")
          .append(random.nextInt(99))
          .append("}]}}");
    }
    return utf8(json.append("]}").toString());
  }

  @Test
  void allocatesNoMoreThanAFewPagesForAMebibyte() {
    Judge judge = judge(content());
    OutboundRequest large = post(ANALYTICS, JSON, largeEvents(1 << 20, random));
    long least = allocated(judge, large, 20);

    System.out.printf(
        "Measured: %d bytes allocated by a judgement of clean JSON of 1 MiB%n", least);
    assertThat(judge.isScreened(large)).isTrue();
    assertThat(least).isLessThan(64 << 10);
  }

  @Test
  void letsNothingPassThatIsAnywhereInALargeBody() {
    int screened = 0;
    for (int i = 0; i < 60; i++) {
      Judge judge = judge(content()); // under another key
      String clean =
          new String(
              largeEvents((i % 12 == 0 ? 1 << 20 : 70 << 10) + i, random), StandardCharsets.UTF_8);
      int at = clean.indexOf("soft light", random.nextInt(clean.length() / 2));
      String piece = quoted(pick(PIECES));
      String body =
          clean.substring(0, at)
              + piece.substring(1, piece.length() - 1)
              + clean.substring(at + (random.nextBoolean() ? 0 : "soft light".length()));
      OutboundRequest request = post(ANALYTICS, JSON, utf8(body));

      assertThat(judge.isMissedByScreen(request)).as(piece).isFalse();
      screened += judge.isScreened(request) ? 1 : 0;
      assertThat(judge.isScreened(post(ANALYTICS, JSON, utf8(clean)))).isTrue();
    }
    assertThat(screened).isBetween(5, 55);
  }

  @Test
  void letsNothingPassThatIsAnywhereInALargeForm() {
    int screened = 0;
    for (int i = 0; i < 60; i++) {
      Judge judge = judge(content()); // under another key
      StringBuilder form = new StringBuilder("description=Pro+plan");
      int at = random.nextInt(70 << 10);
      boolean isIn = false;
      for (int k = 0; form.length() < 70 << 10; k++) {
        boolean isHere = !isIn && form.length() >= at;
        isIn |= isHere;
        form.append("&items[")
            .append(k % 50)
            .append("][note]=")
            .append(encoded(isHere ? pick(PIECES) : "frames, \u201cblue\u201d & caf\u00e9"));
      }
      OutboundRequest request = post(STRIPE, FORM, utf8(form.toString()));

      assertThat(judge.isMissedByScreen(request)).as("number " + i).isFalse();
      screened += judge.isScreened(request) ? 1 : 0;
    }
    assertThat(screened).isBetween(5, 55);
  }

  @Test
  void findsWhatIsCutOverElementsOfALargeBody() {
    Judge judge = judge(content());
    String[] events =
        new String(largeEvents(200 << 10, random), StandardCharsets.UTF_8).split("page_view", -1);
    StringBuilder body = new StringBuilder(events[0]);
    for (int i = 1; i < events.length; i++) {
      int piece = (i - 100) * 12;
      boolean isPiece = piece >= 0 && piece < CHAT.length();
      body.append(
              isPiece ? CHAT.substring(piece, Math.min(CHAT.length(), piece + 12)) : "page_view")
          .append(events[i]);
    }
    OutboundRequest request = post(ANALYTICS, JSON, utf8(body.toString()));

    assertThat(judge.judgeInFull(request).violations()).isNotEmpty();
    assertThat(judge.isScreened(request)).isFalse();
  }

  /** Read twice, each would cost up to twice as much. */
  @Test
  void looksAtFewRequestsOfWhichItIsNeverSure() {
    AtomicInteger scans = new AtomicInteger();
    Screen screen = new Screen(List.of(never(scans)), false);
    OutboundRequest request = post(STRIPE, JSON, utf8("{\"note\":\"some words\"}"));
    RequestUrl url = RequestUrl.parse(STRIPE);
    ProtectedContent content = new ProtectedContent();

    for (int i = 0; i < 1_600; i++) {
      assertThat(screen.isClean(request, url, content, Long.MAX_VALUE, row -> {})).isFalse();
    }

    assertThat(scans.get()).isBetween(100, 110);
  }

  /** Finds something in each text. */
  private static Detector never(AtomicInteger scans) {
    return new Detector() {
      @Override
      public Shape shape() {
        return Shape.EMAIL;
      }

      @Override
      public List<Finding> scan(Payload payload) {
        scans.incrementAndGet();
        List<Leaf> all = payload.leaves();
        return List.of(new Finding(shape(), all, 1, Secret.of("x"), null));
      }

      @Override
      public Signs signs() {
        return Signs.length(2);
      }
    };
  }

  @Test
  void looksAtNothingMoreOnceItIsStopped() {
    Judge judge = judge(new ProtectedContent());
    OutboundRequest request = post(STRIPE, JSON, utf8("{\"a\":\"b\"}"));
    judge.stopScreening();

    assertThat(judge.isMissedByScreen(request)).isFalse();
    assertThat(judge.judge(request).violations()).isEmpty();
  }
}
