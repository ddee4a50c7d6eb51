package dev.flowguard.rules.judge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Who gets a request, where URL and headers say different things. */
class DestinationTest {
  private static final String CARD = "4242 4242 4242 4242";
  private static final String CHAT =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"I have not slept since May\"},"
          + "{\"role\":\"assistant\",\"content\":\"I am sorry to hear that\"}]}";

  private final Judge judge =
      new Judge(Policy.builtIn(), null, new ProtectedContent(), Clock.systemUTC());

  private static OutboundRequest post(String url, String body, Header... headers) {
    return new OutboundRequest(
        "POST", url, List.of(headers), new Body.Held(body.getBytes(UTF_8)), "test");
  }

  @Test
  void contentForAProcessorBehindASidecarIsBlocked() {
    for (String place : List.of("localhost", "127.0.0.1", "[::1]", "10.1.2.3", "egress.internal")) {
      Verdict verdict =
          judge.judge(
              post(
                  "http://" + place + ":8080/v1/charges",
                  CHAT,
                  new Header("Host", "api.stripe.com")));

      assertThat(verdict.recipient()).as(place).isEqualTo("stripe");
      assertThat(verdict.stops()).as(place).isTrue();
      assertThat(judge.concerns(place, 8080, "/v1/charges", "api.stripe.com")).isTrue();
      assertThat(judge.concerns(place, 8080, "/v1/charges")).isFalse();
    }
  }

  @Test
  void rulesOfBothApplyWhereUrlAndHeaderNameTwoProcessors() {
    Verdict verdict =
        judge.judge(
            post(
                "https://api.stripe.com/v1/charges",
                "{\"note\":\"" + CARD + "\"}",
                new Header("Host", "client.crisp.chat")));

    assertThat(verdict.violations())
        .extracting(violation -> violation.rule().id())
        .containsExactly("cards-only-to-stripe");
  }

  @Test
  void aPermittedFieldBehindASidecarIsPermitted() {
    Verdict verdict =
        judge.judge(
            post(
                "http://localhost:8080/v1/files",
                "%PDF-1.7 x",
                new Header("Host", "files.stripe.com"),
                new Header("Content-Type", "application/pdf")));

    assertThat(verdict.recipient()).isEqualTo("stripe");
    assertThat(verdict.violations()).isEmpty();
  }

  @Test
  void onlyHostsGoesByTheNamesThatMakeItTheProcessor() {
    String path = "/mp/collect?measurement_id=G-1";
    Header european = new Header("Host", "region1.google-analytics.com");
    Header other = new Header("Host", "www.google-analytics.com");

    assertThat(judge.judge(post("http://localhost:8080" + path, "{}", european)).violations())
        .isEmpty();
    assertThat(judge.judge(post("http://localhost:8080" + path, "{}", other)).violations())
        .extracting(Violation::category)
        .containsExactly(Violation.REGION);
    assertThat(
            judge
                .judge(post("https://www.google-analytics.com" + path, "{}", european))
                .violations())
        .extracting(Violation::category)
        .containsExactly(Violation.REGION);
  }

  @Test
  void aPathOfARuleIsMatchedInEachWayToWriteIt() {
    for (String path : List.of("/mp/collect", "/mp%2Fcollect", "/MP/collect/", "//mp//collect")) {
      assertThat(judge.judge(post("https://www.google-analytics.com" + path, "{}")).violations())
          .as(path)
          .extracting(Violation::category)
          .containsExactly(Violation.REGION);
    }
  }

  @Test
  void aSignatureInTheBodyCounts() throws IOException {
    String url = "http://collector.internal/mp/collect";
    String user = "\"user_id\":\"ann@mail.example\"";

    assertThat(judge.concerns("collector.internal", 80, "/mp/collect")).isTrue();
    assertThat(judge.judge(post(url, "{\"measurement_id\":\"G-1\"," + user + "}")).stops())
        .isTrue();
    assertThat(judge.judge(post(url, "{\"firebase_app_id\":\"1:2:ios:3\"," + user + "}")).stops())
        .isTrue();
    assertThat(
            judge
                .judge(
                    post(
                        url,
                        "measurement%5Fid=%47-1&user_id=ann%40mail.example",
                        new Header("Content-Type", "application/x-www-form-urlencoded")))
                .stops())
        .isTrue();
    assertThat(
            judge
                .judge(
                    new OutboundRequest(
                        "POST",
                        url,
                        List.of(new Header("Content-Encoding", "gzip")),
                        new Body.Held(gzip("{\"measurement_id\":\"G-1\"," + user + "}")),
                        "test"))
                .stops())
        .isTrue();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void aBodyWithoutTheSignatureGoesToWhomTheHostNames() {
    String body = "{\"note\":\"measurement_id G-1\",\"user_id\":\"ann@mail.example\"}";

    assertThat(judge.judge(post("http://collector.internal/mp/collect", body)).recipient())
        .isEqualTo("first-party");
  }

  @Test
  void aBodyThatMayHoldTheSignatureAndCannotBeReadIsBlocked() {
    OutboundRequest request =
        new OutboundRequest(
            "POST",
            "http://collector.internal/mp/collect",
            List.of(),
            new Body.NotHeld(Reason.TOO_LARGE),
            "test");

    assertThat(judge.judge(request).stops()).isTrue();
    assertThat(judge.uninspected(request, Reason.FAULT).stops()).isTrue();
  }

  @Test
  void whatCouldNotBeJudgedIsBlockedByItsHostHeaderToo() {
    OutboundRequest request =
        post("http://localhost:8080/v1/charges", "", new Header("Host", "api.stripe.com"));

    assertThat(judge.uninspected(request, Reason.FAULT).stops()).isTrue();
  }
}
