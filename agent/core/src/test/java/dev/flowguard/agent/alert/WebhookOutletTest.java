package dev.flowguard.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.event.Alert;
import dev.flowguard.agent.event.AlertKind;
import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.event.OcsfJson;
import dev.flowguard.agent.status.OutletState;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.rules.policy.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookOutletTest {
  private static final String SECRET =
      "whsec_" + Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes());

  @TempDir Path folder;

  private final List<Audit> audits = new CopyOnWriteArrayList<>();
  private final List<WebhookOutlet> started = new ArrayList<>();
  private final Problems problems = new Problems();
  private Receiver receiver;

  @BeforeEach
  void listen() throws Exception {
    receiver = new Receiver();
  }

  @AfterEach
  void stop() {
    receiver.answer(n -> new Receiver.Answer(200, Map.of()));
    started.forEach(WebhookOutlet::end);
    receiver.close();
  }

  private AlertSettings settings(String secret, int rollUpSeconds, int perMinute, long bytes) {
    return new AlertSettings(
        receiver.url(), Template.JSON, secret, null, null, null, rollUpSeconds, perMinute, bytes);
  }

  private WebhookOutlet alerts(AlertSettings settings) {
    WebhookOutlet alerts = waiting(settings);
    alerts.start();
    return alerts;
  }

  /** Not started yet: what is taken before is on disk as a whole when sending begins. */
  private WebhookOutlet waiting(AlertSettings settings) {
    WebhookOutlet alerts =
        new WebhookOutlet(
            settings, folder.toFile(), host -> false, audits::add, problems, new Backoff(20, 100));
    started.add(alerts);
    return alerts;
  }

  private static Alert alert(int id, String key) {
    return new Alert(
        "id-" + id,
        key,
        1_000L + id,
        AlertKind.VIOLATION,
        Severity.HIGH,
        "summary " + id,
        Map.of("rule", "r"),
        "{\"n\":1}",
        null);
  }

  private static void tell(WebhookOutlet alerts, Alert... all) {
    for (Alert alert : all) {
      alerts.accept(alert);
    }
    alerts.settle();
  }

  private static void eventually(Callable<Boolean> condition) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("still waiting").isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private List<String> ids() {
    return receiver.taken().stream().map(call -> call.header("webhook-id")).toList();
  }

  private List<Path> spoolFiles() throws Exception {
    if (!Files.isDirectory(folder.resolve("alerts"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder.resolve("alerts"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void anAlertArrivesWithASignatureThatItsReceiverCanCheck() throws Exception {
    tell(alerts(settings(SECRET, 60, 600, 1 << 20)), alert(1, "k"));
    eventually(() -> receiver.taken().size() == 1);

    Receiver.Call call = receiver.taken().get(0);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("0123456789abcdef0123456789abcdef".getBytes(), "HmacSHA256"));
    String signed = "id-1." + call.header("webhook-timestamp") + "." + call.body();
    assertThat(call.header("webhook-id")).isEqualTo("id-1");
    assertThat(call.header("webhook-signature"))
        .isEqualTo(
            "v1,"
                + Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
    assertThat(call.body())
        .contains("\"type\":\"flowguard.violation\"", "\"summary\":\"summary 1\"", "\"record\":{");
  }

  @Test
  void whileAKeyIsReplacedBothSign() throws Exception {
    tell(
        alerts(settings(SECRET + " another-key-of-32-characters-long", 60, 600, 1 << 20)),
        alert(1, "k"));
    eventually(() -> receiver.taken().size() == 1);

    assertThat(receiver.taken().get(0).header("webhook-signature").split(" "))
        .hasSize(2)
        .allMatch(signature -> signature.startsWith("v1,"));
  }

  @Test
  void aSecretFileThatChangesSignsTheNextAlert() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), SECRET);
    AlertSettings settings =
        new AlertSettings(
            receiver.url(), Template.JSON, null, file.toString(), null, null, 60, 600, 1 << 20);
    WebhookOutlet alerts = alerts(settings);
    tell(alerts, alert(1, "a"));
    eventually(() -> receiver.taken().size() == 1);
    Files.writeString(file, SECRET + "\n" + SECRET + "\n");
    tell(alerts, alert(2, "b"));
    eventually(() -> receiver.taken().size() == 2);

    assertThat(receiver.taken().get(1).header("webhook-signature")).contains(" v1,");
  }

  @Test
  void aReceiverThatFailsIsTriedAgainWhenItAsksFor() throws Exception {
    receiver.answer(
        n ->
            n <= 2
                ? new Receiver.Answer(503, Map.of("Retry-After", "0"))
                : new Receiver.Answer(200, Map.of()));
    tell(alerts(settings(SECRET, 60, 600, 1 << 20)), alert(1, "k"));
    eventually(() -> receiver.taken().size() == 1);

    assertThat(receiver.calls()).isEqualTo(3);
    assertThat(ids()).containsExactly("id-1");
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    try (Receiver elsewhere = new Receiver()) {
      receiver.answer(
          n ->
              n == 1
                  ? new Receiver.Answer(307, Map.of("Location", elsewhere.url()))
                  : new Receiver.Answer(200, Map.of()));
      tell(alerts(settings(SECRET, 60, 600, 1 << 20)), alert(1, "k"));
      eventually(() -> receiver.taken().size() == 1);

      assertThat(elsewhere.calls()).isZero();
    }
  }

  @Test
  void repeatsOfAKeyAreToldTogetherWithTheirCountAndIds() throws Exception {
    tell(
        alerts(settings(SECRET, 1, 600, 1 << 20)),
        alert(1, "k"),
        alert(2, "k"),
        alert(3, "k"),
        alert(4, "other"));
    eventually(() -> receiver.taken().size() == 3);

    assertThat(ids()).containsExactly("id-1", "id-4", "id-2-rollup");
    assertThat(receiver.taken().get(2).body())
        .contains(
            "\"type\":\"flowguard.violation.rollup\"",
            "\"count\":2",
            "\"events\":[\"id-2\",\"id-3\"]",
            "\"dedup_key\":\"k\"");
  }

  @Test
  void aFloodOfOneKeyIsCountedInFullAndNamedInPart() throws Exception {
    Alert[] flood = new Alert[1_001];
    for (int i = 0; i < flood.length; i++) {
      flood[i] = alert(i, "k");
    }
    tell(alerts(settings(SECRET, 1, 600, 1 << 20)), flood);
    eventually(() -> receiver.taken().size() == 2);

    assertThat(receiver.taken().get(1).body()).contains("\"count\":1000", "\"id-100\"]");
  }

  @Test
  void alertsAboveTheRateAreDroppedAndTold() throws Exception {
    Alert[] many = new Alert[25];
    for (int i = 0; i < many.length; i++) {
      many[i] = alert(i, "key-" + i);
    }
    WebhookOutlet alerts = waiting(settings(SECRET, 60, 10, 1 << 20));
    tell(alerts, many);
    alerts.start();
    eventually(() -> !audits.isEmpty() && receiver.taken().size() == 10);

    assertThat(audits.get(0).kind()).isEqualTo(AuditKind.ALERTS_DROPPED);
    assertThat(audits.get(0).details()).containsEntry("over the rate cap", "15");
  }

  @Test
  void aSpoolThatIsFullDropsAndTells() throws Exception {
    receiver.answer(n -> new Receiver.Answer(500, Map.of()));
    WebhookOutlet alerts = waiting(settings(SECRET, 60, 100_000, 20_000));
    List<Alert> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      many.add(alert(i, "key-" + i));
    }
    tell(alerts, many.toArray(Alert[]::new));
    alerts.start();
    eventually(() -> !audits.isEmpty());

    long bytes = 0;
    for (Path file : spoolFiles()) {
      bytes += Files.size(file);
    }
    assertThat(bytes).isLessThan(21_000);
    int dropped = Integer.parseInt(audits.get(0).details().get("spool full"));
    receiver.answer(n -> new Receiver.Answer(200, Map.of()));
    eventually(() -> receiver.taken().size() == 500 - dropped);
    assertThat(ids()).doesNotHaveDuplicates();
  }

  @Test
  void whatTheGuardSaysOfItselfIsToldInSpiteOfRateAndCap() throws Exception {
    Audit audit = Audit.now(AuditKind.ALERTS_DROPPED, Map.of("count", "7"));
    WebhookOutlet alerts = alerts(settings(SECRET, 60, 1, 700));
    tell(alerts, alert(1, "a"), alert(2, "b"), Alert.of(audit, OcsfJson.of(audit)));
    eventually(() -> receiver.taken().size() == 2);

    assertThat(receiver.taken().get(1).body())
        .contains("\"type\":\"flowguard.audit\"", "alerts dropped");
  }

  @Test
  void whatAProcessHasLeftIsDeliveredByTheNext() throws Exception {
    Path left = Files.createDirectories(folder.resolve("alerts/20260101T000000000Z-1"));
    String lines =
        new AlertLine(alert(1, "a"), false).write()
            + "\n"
            + new AlertLine(alert(2, "a"), true).write()
            + "\n"
            + new AlertLine(alert(3, "b"), false).write()
            + "\n{\"id\":\"torn";
    Files.writeString(left.resolve("000000.jsonl"), lines);
    alerts(settings(SECRET, 300, 600, 1 << 20));
    eventually(() -> receiver.taken().size() == 3 && !Files.exists(left));

    assertThat(ids()).containsExactly("id-1", "id-3", "id-2-rollup");
  }

  @Test
  void whatIsDeliveredIsNotDeliveredByTheNext() throws Exception {
    Path left = Files.createDirectories(folder.resolve("alerts/20260101T000000000Z-1"));
    String first = new AlertLine(alert(1, "a"), false).write() + "\n";
    Files.writeString(
        left.resolve("000000.jsonl"), first + new AlertLine(alert(2, "b"), false).write() + "\n");
    Files.writeString(left.resolve("cursor"), "0 " + first.length());
    alerts(settings(SECRET, 300, 600, 1 << 20));
    eventually(() -> !Files.exists(left));

    assertThat(ids()).containsExactly("id-2");
  }

  @Test
  void anEndInGoodOrderDeliversWhatWaitsAndLeavesNothing() throws Exception {
    WebhookOutlet alerts = alerts(settings(SECRET, 300, 600, 1 << 20));
    tell(alerts, alert(1, "k"), alert(2, "k"));
    alerts.end();

    assertThat(ids()).containsExactly("id-1", "id-2-rollup");
    assertThat(spoolFiles()).isEmpty();
  }

  private static AlertSettings at(String url, Template template) {
    return new AlertSettings(url, template, SECRET, null, null, null, 1, 1, 1);
  }

  @Test
  void anAlertingServiceMayBeADeclaredProcessorButGetsNoRecord() {
    String hook = "https://hooks.slack.com/services/x";

    assertThat(WebhookCheck.refusal(at(hook, Template.SLACK), host -> true)).isNull();
    assertThat(
            WebhookCheck.refusal(
                at("https://events.pagerduty.com/v2/enqueue", Template.PAGERDUTY), host -> true))
        .isNull();
    assertThat(WebhookCheck.refusal(at(hook, Template.JSON), host -> true))
        .contains("declared processor (hooks.slack.com)", "slack or pagerduty");
    String sent =
        new String(Template.SLACK.body(Delivery.one(alert(1, "k")), ""), StandardCharsets.UTF_8);
    assertThat(sent).doesNotContain("\"n\"", "record");
  }

  @Test
  void goesToNoProcessorNoLinkLocalAddressAndNoPlainHttp() {
    assertThat(
            WebhookCheck.refusal(
                at("https://api.stripe.com/x", Template.JSON), host -> host.endsWith("stripe.com")))
        .contains("declared processor", "a host of your own");
    assertThat(WebhookCheck.refusal(at("http://alerts.example/x", Template.JSON), host -> false))
        .contains("https");
    assertThat(WebhookCheck.refusal(at("ftp://alerts.example/x", Template.JSON), host -> false))
        .contains("not an http");
    assertThat(WebhookCheck.refusal(at("https://alerts.example/x", Template.JSON), host -> false))
        .isNull();
    Webhook linkLocal =
        new Webhook(
            new AlertSettings(
                "https://169.254.169.254/latest", Template.JSON, SECRET, null, null, null, 1, 1, 1),
            host -> false);
    assertThat(linkLocal.send(Delivery.one(alert(1, "k"))).isDelivered()).isFalse();
    linkLocal.close();
  }

  @Test
  void aSecretThatCannotBeUsedIsToldWithoutIt() {
    assertThat(WebhookCheck.problems(settings(null, 1, 1, 1)).get(0)).contains("is not set");
    assertThat(WebhookCheck.problems(settings("short", 1, 1, 1)).get(0))
        .contains("shorter than 16 bytes")
        .doesNotContain("short\"");
    assertThat(WebhookCheck.problems(settings("whsec_!!!", 1, 1, 1)).get(0)).contains("not base64");
    AlertSettings missing =
        new AlertSettings(
            receiver.url(), Template.JSON, null, folder + "/none", null, null, 1, 1, 1);
    assertThat(WebhookCheck.problems(missing).get(0)).contains("cannot be read", "/none");
    assertThat(WebhookCheck.problems(settings(SECRET, 1, 1, 1))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 409, 413, 422, 429, 500, 503, 307, Receiver.CLOSED})
  void oneAlertThatItsReceiverDoesNotTakeHoldsUpNoOther(int status) throws Exception {
    receiver.answerTo(
        body ->
            body.contains("\"summary\":\"summary 1\"")
                ? new Receiver.Answer(status, Map.of("Location", "http://127.0.0.1:1/"))
                : new Receiver.Answer(200, Map.of()));
    WebhookOutlet alerts = alerts(settings(SECRET, 60, 600, 1 << 20));
    tell(alerts, alert(1, "a"), alert(2, "b"), alert(3, "c"), alert(4, "d"));

    eventually(() -> ids().containsAll(List.of("id-2", "id-3", "id-4")));
    eventually(() -> alerts.state().setAside() == 1);
    eventually(() -> problems.current().stream().anyMatch(text -> text.contains("set aside")));
    assertThat(spoolFiles()).anyMatch(file -> refusedAlert(file));
    eventually(() -> audits.stream().anyMatch(each -> each.kind() == AuditKind.ALERTS_SET_ASIDE));
    int calls = receiver.calls();
    tell(alerts, alert(5, "e"));
    eventually(() -> ids().contains("id-5"));
    assertThat(receiver.calls()).as("not tried any more").isEqualTo(calls + 1);
    eventually(() -> alerts.state().health() == OutletState.Health.OK);
  }

  private static boolean refusedAlert(Path file) {
    try {
      return file.getFileName().toString().startsWith("refused-")
          && Files.readString(file).contains("\"id\":\"id-1\"");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aReceiverThatTakesNothingForLongGetsAllInOrderWhenItDoes() throws Exception {
    receiver.answer(n -> new Receiver.Answer(n % 2 == 0 ? 503 : Receiver.CLOSED, Map.of()));
    WebhookOutlet alerts = waiting(settings(SECRET, 60, 600, 1 << 20));
    Alert[] many = new Alert[10];
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < many.length; i++) {
      many[i] = alert(i, "key-" + i);
      expected.add("id-" + i);
    }
    tell(alerts, many);
    alerts.start();
    eventually(() -> receiver.calls() > 10 * Courier.MOST_FAILURES / 4);
    assertThat(alerts.state().health()).isEqualTo(OutletState.Health.FAILING);
    assertThat(problems.current()).anyMatch(text -> text.contains("cannot be delivered"));
    receiver.answer(n -> new Receiver.Answer(200, Map.of()));
    eventually(() -> receiver.taken().size() == 10);

    // The one that was being tried comes first.
    List<String> arrived = new ArrayList<>(ids());
    String first = arrived.remove(0);
    expected.remove(first);
    assertThat(arrived).isEqualTo(expected);
    assertThat(alerts.state().setAside()).isZero();
    assertThat(problems.current()).isEmpty();
  }

  @Test
  void aSpoolThatIsDamagedDelaysNoOtherAndIsSetAsideOnce() throws Exception {
    Path spools = Files.createDirectories(folder.resolve("alerts"));
    String good = new AlertLine(alert(1, "a"), false).write() + "\n";
    Path folderInside = Files.createDirectory(spools.resolve("20200101T000000000Z-1"));
    Files.writeString(folderInside.resolve("000000.jsonl"), good);
    Files.createDirectory(folderInside.resolve("sub"));
    Path segmentIsFolder = Files.createDirectory(spools.resolve("20200101T000000000Z-2"));
    Files.writeString(
        segmentIsFolder.resolve("000000.jsonl"),
        new AlertLine(alert(2, "b"), false).write() + "\n");
    Files.createDirectories(segmentIsFolder.resolve("000001.jsonl/sub"));
    Files.writeString(
        segmentIsFolder.resolve("000002.jsonl"),
        new AlertLine(alert(3, "c"), false).write() + "\n");
    Path lockIsFolder = Files.createDirectory(spools.resolve("20200101T000000000Z-3"));
    Files.writeString(lockIsFolder.resolve("000000.jsonl"), good);
    Files.createDirectory(lockIsFolder.resolve("lock"));
    Files.createSymbolicLink(spools.resolve("20200101T000000000Z-4"), folderInside);
    WebhookOutlet alerts = waiting(settings(SECRET, 60, 600, 1 << 20));
    tell(alerts, alert(9, "live"));
    alerts.start();

    eventually(() -> ids().containsAll(List.of("id-9", "id-1", "id-2")));
    assertThat(ids().get(0)).isEqualTo("id-9");
    eventually(() -> Files.exists(spools.resolve("20200101T000000000Z-3.damaged")));
    eventually(() -> Files.exists(spools.resolve("20200101T000000000Z-2.damaged")));
    eventually(() -> Files.exists(spools.resolve("20200101T000000000Z-1.damaged/sub")));
    eventually(() -> problems.current().stream().anyMatch(text -> text.contains("set aside")));
    assertThat(ids()).doesNotHaveDuplicates();
  }

  @Test
  void alertsGoOutFromMemoryWhereNoFolderCanBeUsed() throws Exception {
    Path inTheWay = Files.writeString(folder.resolve("file"), "x");
    WebhookOutlet alerts =
        new WebhookOutlet(
            settings(SECRET, 1, 600, 1 << 20),
            inTheWay.resolve("journal").toFile(),
            host -> false,
            audits::add,
            problems,
            new Backoff(20, 100));
    started.add(alerts);
    alerts.start();
    tell(alerts, alert(1, "a"), alert(2, "b"), alert(3, "b"));

    eventually(() -> ids().containsAll(List.of("id-1", "id-2", "id-3-rollup")));
    assertThat(problems.current()).anyMatch(text -> text.contains("Alerts wait in memory"));
  }

  @Test
  void aSpoolThatIsRemovedWhileInUseLosesNothing() throws Exception {
    receiver.answer(n -> new Receiver.Answer(503, Map.of()));
    WebhookOutlet alerts = alerts(settings(SECRET, 60, 600, 1 << 20));
    tell(alerts, alert(1, "a"));
    eventually(() -> receiver.calls() > 1);
    try (Stream<Path> files = Files.walk(folder.resolve("alerts"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    tell(alerts, alert(2, "b"));
    tell(alerts, alert(3, "c"));
    receiver.answer(n -> new Receiver.Answer(200, Map.of()));

    eventually(() -> ids().containsAll(List.of("id-1", "id-2", "id-3")));
    tell(alerts, alert(4, "d"));
    eventually(() -> ids().contains("id-4"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 500",
    "-1, 500",
    "-5, 500",
    "garbage, 500",
    "'Mon, 01 Jan 2001 00:00:00 GMT', 500",
    "30, 30000",
    "601, 600000",
    "1000000000, 600000",
    "9223372036854775807, 600000",
    "99999999999999999999999999, 600000",
    "'Thu, 01 Jan 2026 00:02:00 GMT', 120000",
    "'Fri, 31 Dec 9999 23:59:59 GMT', 600000",
  })
  void aReceiverIsLeftAloneForNoShorterThanTheBackOffAndNoLongerThanTenMinutes(
      String header, long millis) {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");

    assertThat(new Backoff(500, 60_000).quiet(Webhook.retryAfter(header, now), 1))
        .isEqualTo(millis);
    assertThat(Webhook.retryAfter(null, now)).isNegative();
  }
}
