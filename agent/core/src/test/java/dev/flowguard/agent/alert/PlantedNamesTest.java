package dev.flowguard.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.event.Alert;
import dev.flowguard.agent.event.Event;
import dev.flowguard.agent.event.EventFactory;
import dev.flowguard.agent.event.Fingerprints;
import dev.flowguard.agent.event.OcsfJson;
import dev.flowguard.rules.decision.Notice;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.judge.Trace;
import dev.flowguard.rules.names.SeenNames;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.request.RequestUrl;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Plants content as names, in all places of a request, and looks for it in all outputs. */
class PlantedNamesTest {
  private static final int CASES = Integer.getInteger("flowguard.planted.names", 2_000);
  private static final int SEEN_BEFORE = 40;

  /** Letters and digits of a captured text that the matcher is sure to know. */
  private static final int WINDOW = 40;

  private static final String POLICY =
      """
      policy: planted
      processors: { pay: { hosts: [pay.example], text: structured } }
      categories: { chat: { shapes: [chat-transcript] } }
      rules: [{ id: no-chats, never: [chat], reach: [pay, undeclared] }]
      """;

  /** Said by nobody else, so that each word of it that turns up was quoted. */
  private static final String CAPTURED =
      "Quorvex brindle zamphir tolquent marsivo kelpingar duvontry hesperack wolfinde yastrup";

  private static final String[] NUMBERS = {
    "4242-4242-4242-4242",
    "4242 4242 4242 4242",
    "123-45-6789",
    "555.123.4567",
    "+49_30_901820",
    "1990-01-02",
    "4242.4242.4242.4242"
  };

  private final ProtectedContent content = new ProtectedContent();
  private final Policy policy = policy();
  private final Judge judge = new Judge(policy, null, content, Clock.systemUTC());
  private final EventFactory events = new EventFactory(Fingerprints.random(), policy, content);

  private static Policy policy() {
    PolicyFile.Reading reading = PolicyFile.read("p.yaml", POLICY.getBytes(StandardCharsets.UTF_8));
    return Objects.requireNonNull(reading.policy(), () -> reading.problems().toString());
  }

  @Test
  void noWordAndNoNumberPlantedAsANameIsInAnyOutput() {
    content.capture("chat", "test", CAPTURED, null, null);
    SeenNames seen = new SeenNames();
    int records = 0;
    for (int seed = 0; seed < CASES; seed++) {
      Planted planted = new Planted(new Random(seed));
      Outputs outputs = outputs(planted.request(), seen, false);
      records += outputs.records;
      String all = String.join("\n", outputs.texts.values()).toLowerCase(Locale.ROOT);
      for (String word : CAPTURED.toLowerCase(Locale.ROOT).split(" ")) {
        assertThat(all).as("case %s", seed).doesNotContain(word);
      }
      assertNoNumber(seed, planted, outputs);
    }
    assertThat(records).as("records made").isGreaterThan(CASES);
  }

  @Test
  void namesThatEarlierRequestsHadShowNoCapturedTextAndNoNumberTogether() {
    content.capture("chat", "test", CAPTURED, null, null);
    for (int seed = 0; seed < CASES / 20; seed++) {
      Planted planted = new Planted(new Random(seed));
      SeenNames seen = new SeenNames();
      for (int i = 0; i < SEEN_BEFORE; i++) {
        judge.judge(planted.request(), new Learning(seen));
      }
      Outputs outputs = outputs(planted.request(), seen, true);
      String captured = bare(CAPTURED);
      for (String shown : outputs.shown) {
        for (int at = 0; at + WINDOW <= captured.length(); at++) {
          assertThat(bare(shown))
              .as("case %s", seed)
              .doesNotContain(captured.substring(at, at + WINDOW));
        }
      }
      assertNoNumber(seed, planted, outputs);
    }
  }

  private static void assertNoNumber(int seed, Planted planted, Outputs outputs) {
    String number = planted.number.replaceAll("[^0-9]", "");
    for (String shown : outputs.shown) {
      // Lengths, versions, and positions that were counted are no names.
      String digits =
          shown.replaceAll("‹[0-9]+›|/v[0-9]+|path [0-9]+|\\[0]", "").replaceAll("[^0-9]", "");
      for (int at = 0; at + 5 <= number.length(); at++) {
        assertThat(digits).as("case %s", seed).doesNotContain(number.substring(at, at + 5));
      }
    }
  }

  private static String bare(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("‹[0-9]+›", "").replaceAll("[^a-z0-9]", "");
  }

  /** What was written of one request. */
  private static final class Outputs {
    private final Map<String, String> texts = new LinkedHashMap<>();

    /** Host, path and locations of each record. */
    private final List<String> shown = new ArrayList<>();

    private int records;
  }

  private Outputs outputs(OutboundRequest request, SeenNames seen, boolean isShownOnly) {
    Payload[] payload = new Payload[1];
    Trace trace =
        new Learning(seen) {
          @Override
          public void unfolded(String recipient, RequestUrl url, Payload unfolded) {
            payload[0] = unfolded;
            if (isShownOnly) {
              super.unfolded(recipient, url, unfolded);
            }
          }
        };
    Verdict verdict = judge.judge(request, trace);
    Outputs outputs = new Outputs();
    List<Event> all = new ArrayList<>();
    for (Violation violation : verdict.violations()) {
      all.add(events.violation(request, verdict, violation, List.of("a.B.c:1"), 0, seen));
    }
    for (Notice notice : verdict.notices()) {
      all.add(events.notice(request, verdict, notice, List.of(), seen));
    }
    for (Event event : all) {
      outputs.records++;
      String record = OcsfJson.of(event);
      Alert alert = Alert.of(event, record, new java.lang.ref.WeakReference<>(null));
      Delivery told = Delivery.one(alert);
      outputs.texts.put("record " + outputs.records, record);
      outputs.texts.put("sentence " + outputs.records, event.sentence());
      outputs.texts.put("event " + outputs.records, event.toString());
      outputs.texts.put("alert " + outputs.records, alert + told.summary() + told);
      outputs.texts.put("line " + outputs.records, new AlertLine(alert, false).write());
      for (Template template : Template.values()) {
        outputs.texts.put(
            template + " " + outputs.records,
            new String(template.body(told, "key"), StandardCharsets.UTF_8));
      }
      outputs.shown.add(
          event.destination().host()
              + event.destination().pathTemplate()
              + String.join("", event.match().locations()));
    }
    outputs.texts.put("verdict", verdict + " " + verdict.violations() + verdict.notices());
    outputs.texts.put("request", request + " " + request.headers() + " " + request.body());
    outputs.texts.put("url", RequestUrl.parse(request.url()).toString());
    outputs.texts.put("payload", String.valueOf(payload[0]));
    outputs.texts.put("learnt", seen.toString() + content);
    return outputs;
  }

  private static class Learning implements Trace {
    private final SeenNames seen;

    Learning(SeenNames seen) {
      this.seen = seen;
    }

    @Override
    public void step(String stage, Supplier<String> text) {}

    @Override
    public void unfolded(String recipient, RequestUrl url, Payload payload) {
      seen.learn(recipient, url, payload);
    }
  }

  /** One request with content in its names. */
  private static final class Planted {
    private final Random random;
    private final String[] words = CAPTURED.split(" ");
    private final String number;
    private final OutboundRequest request;
    private int word;

    Planted(Random random) {
      this.random = random;
      this.number = NUMBERS[random.nextInt(NUMBERS.length)];
      this.word = random.nextInt(4);
      this.request = make();
    }

    OutboundRequest request() {
      return request;
    }

    /** A name: some words, joined in some way, a number, or a piece of one. */
    private String name() {
      if (random.nextInt(5) == 0) {
        String[] pieces = number.split("[^0-9]");
        return random.nextBoolean() ? number : pieces[random.nextInt(pieces.length)];
      }
      String joint = List.of("-", "_", ".", "").get(random.nextInt(4));
      StringBuilder name = new StringBuilder();
      for (int i = 1 + random.nextInt(2); i > 0; i--) {
        name.append(name.length() == 0 ? "" : joint).append(words[word++ % words.length]);
      }
      return name.toString();
    }

    private String token() {
      return name().replace(' ', '-').replace("+", "");
    }

    private boolean chance() {
      return random.nextInt(3) == 0;
    }

    private OutboundRequest make() {
      StringBuilder url = new StringBuilder("https://");
      for (int i = random.nextInt(4); i > 0; i--) {
        url.append(token()).append('.');
      }
      url.append(random.nextBoolean() ? "pay.example" : token() + ".example");
      for (int i = random.nextInt(5); i > 0; i--) {
        url.append('/').append(chance() ? "v1" : token());
        if (chance()) {
          url.append(';').append(token()).append('=').append(token());
        }
      }
      if (random.nextBoolean()) {
        url.append(url.indexOf("/", 8) < 0 ? "/?" : "?");
        url.append(token()).append("=1&").append(token()).append('=').append(value());
      }
      if (chance()) {
        url.append('#').append(token()).append('=').append(token());
      }
      List<Header> headers = new ArrayList<>();
      if (random.nextBoolean()) {
        headers.add(new Header("X-" + token(), chance() ? CAPTURED : "1"));
      }
      if (random.nextBoolean()) {
        headers.add(
            new Header("Cookie", token() + "=1; " + token() + "=" + CAPTURED.replace(' ', '+')));
      }
      String type =
          List.of(
                  "application/json",
                  "application/x-www-form-urlencoded",
                  "multipart/form-data; boundary=b")
              .get(random.nextInt(3));
      headers.add(new Header("Content-Type", type));
      String method = chance() ? token() : "POST";
      return new OutboundRequest(
          method,
          url.toString(),
          headers,
          new Body.Held(body(type).getBytes(StandardCharsets.UTF_8)),
          "test");
    }

    private String value() {
      return CAPTURED.replace(" ", "%20");
    }

    private String body(String type) {
      if (type.endsWith("json")) {
        StringBuilder open = new StringBuilder();
        int depth = random.nextInt(12);
        for (int i = 0; i < depth; i++) {
          open.append("{\"").append(name()).append("\":").append(chance() ? "[" : "");
        }
        StringBuilder body = new StringBuilder(open).append('"').append(CAPTURED).append('"');
        for (int i = open.length() - 1; i >= 0; i--) {
          if (open.charAt(i) == '[' || open.charAt(i) == '{') {
            body.append(open.charAt(i) == '[' ? ']' : '}');
          }
        }
        return body.toString();
      }
      if (type.endsWith("urlencoded")) {
        StringBuilder body = new StringBuilder(token());
        for (int i = random.nextInt(6); i > 0; i--) {
          body.append('[').append(token()).append(']');
        }
        return body.append('=').append(value()).append('&').append(token()).append("=1").toString();
      }
      return "--b\r\nContent-Disposition: form-data; name=\""
          + name()
          + "\"; filename=\""
          + name()
          + ".txt\"\r\n\r\n"
          + CAPTURED
          + "\r\n--b--\r\n";
    }
  }
}
