package dev.flowguard.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.event.Fingerprints;
import dev.flowguard.agent.journal.Journal;
import dev.flowguard.agent.outlet.Outlets;
import dev.flowguard.agent.record.Recorder;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an event loop judges by itself, and what it hands over. */
class RequestOriginsTest {
  private static final String JSON = "application/json";

  @TempDir Path folder;

  private final ProtectedContent content = new ProtectedContent();

  /** Threads on which a judgement was begun. */
  private final List<Thread> judges = new CopyOnWriteArrayList<>();

  private EnforcingGuard guard;

  @BeforeEach
  void proveTheGuard() throws Exception {
    Problems problems = new Problems();
    Recorder recorder =
        new Recorder(new Journal(folder.toFile(), new Outlets(List.of(), problems), problems));
    guard =
        new EnforcingGuard(
            InForce.of(Policy.builtIn(), null, content, Fingerprints.random()),
            recorder,
            20,
            new Faults(problems));
    guard.check(request(JSON, json(10))); // waits for the proof
    guard.beforeJudging(() -> judges.add(Thread.currentThread()));
  }

  private static OutboundRequest request(String type, byte[] body) {
    return new OutboundRequest(
        "POST",
        "https://api.stripe.com/v1/customers",
        List.of(new Header("Content-Type", type)),
        new Body.Held(body),
        "test");
  }

  /** Clean rows of so many characters. */
  private static byte[] json(int length) {
    StringBuilder rows = new StringBuilder("{\"rows\":[");
    for (int i = 0; rows.length() < length - 60; i++) {
      rows.append("{\"sku\":\"").append(i).append("\",\"name\":\"shirt, blue\"},");
    }
    return rows.append("{}]}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] bytes) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private void judgedOnAThreadOfTheGuard(OutboundRequest request) throws Exception {
    CompletableFuture<Void> answer = guard.checkLater(request, null, 0);
    assertThat(answer).succeedsWithin(60, TimeUnit.SECONDS);
    Thread last = judges.get(judges.size() - 1);
    assertThat(last).isNotSameAs(Thread.currentThread());
    assertThat(last.getName()).isEqualTo("flowguard-judge");
  }

  @Test
  void anEventLoopJudgesSixtyFourKibibytesOfJsonByItself() {
    byte[] body = json(Guard.JUDGED_AT_ONCE);

    CompletableFuture<Void> answer = guard.checkLater(request(JSON, body), null, 0);

    assertThat(body.length).isBetween(Guard.JUDGED_AT_ONCE - 100, Guard.JUDGED_AT_ONCE);
    assertThat(answer).isCompleted();
    assertThat(judges).containsExactly(Thread.currentThread());
  }

  @Test
  void aLongerBodyIsHandedOverUnread() throws Exception {
    judgedOnAThreadOfTheGuard(request(JSON, json(2 * Guard.JUDGED_AT_ONCE)));

    assertThat(judges).doesNotContain(Thread.currentThread());
  }

  @Test
  void aSmallBodyThatCostsMoreIsHandedOverOnceThatIsSeen() throws Exception {
    byte[] bomb = gzip(json(8 * Guard.JUDGED_AT_ONCE));
    assertThat(bomb.length).isLessThan(Guard.JUDGED_AT_ONCE);

    judgedOnAThreadOfTheGuard(request(JSON, bomb));

    assertThat(judges).hasSize(2).startsWith(Thread.currentThread());
  }

  @Test
  void aRequestThatFindsValuesWaitingIsHandedOver() throws Exception {
    content.capture("chat-conversation", "test", "a long letter ".repeat(20_000), null, null);
    assertThat(content.isWaiting()).isTrue();

    judgedOnAThreadOfTheGuard(request(JSON, json(1_000)));

    assertThat(content.isWaiting()).isFalse();
  }
}
