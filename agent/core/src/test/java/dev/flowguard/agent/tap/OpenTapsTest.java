package dev.flowguard.agent.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.spi.AnswerHead;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps.Side;
import dev.flowguard.agent.status.SourceStatus;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.vocabulary.SourceKind;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OpenTapsTest extends JudgedTaps {
  private static final String POLICY =
      """
      policy: taps
      processors: { target: { hosts: [target.example], text: structured } }
      categories:
        chats: { sources: [{ http-in: "POST /api/chat/**", owner: "header X-User", document: "$.id" }] }
        uploads: { sources: [{ multipart: "/api/uploads/**" }] }
        answers: { sources: [{ http-out: "/api/answers/**", fields: ["$.answer", "sse"], owner: "header X-User" }] }
      rules: [{ id: no-content, never: [chats, uploads, answers], reach: [target] }]
      """;

  OpenTapsTest() {
    super(POLICY);
  }

  private Tap open(String path, Map<String, String> headers) {
    return taps.open(Side.REQUEST, "POST", path, headers::get);
  }

  private Tap chat() {
    return open("/api/chat/7", Map.of("Content-Type", "application/json", "X-User", "u1"));
  }

  private static void add(Tap tap, String text) {
    tap.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void knowsABodyAsFarAsItHasCome() {
    String first = words(12);
    String second = words(12);
    Tap tap = chat();
    add(tap, "{\"id\":\"1\",\"message\":\"" + first + " ");

    assertThat(isStopped(first)).isTrue();
    assertThat(isStopped(second)).isFalse();
    add(tap, second + "\"}");
    assertThat(isStopped(second)).isTrue();
  }

  @Test
  void knowsWhatSpansTwoLooks() {
    String text = words(40);
    Tap tap = chat();
    add(tap, "{\"message\":\"" + text.substring(0, 100));
    isStopped(words(12));
    add(tap, text.substring(100));

    assertThat(isStopped(text.substring(70, 130))).isTrue();
  }

  @Test
  void knowsACompleteBodyOnceAndNothingOfItsBeginnings() {
    String text = words(30);
    Tap tap = chat();
    add(tap, "{\"id\":\"1\",\"message\":\"" + text.substring(0, 80));
    isStopped(words(12));
    add(tap, text.substring(80) + "\"}");
    tap.end();

    assertThat(isStopped(text)).isTrue();
    assertThat(taps.count()).isZero();
    assertThat(content.stats().documents()).isEqualTo(1);
  }

  @Test
  void takesOwnerAndDocumentFromTheMessage() {
    String text = words(12);
    Tap tap = chat();
    add(tap, "{\"id\":\"chat-1\",\"message\":\"" + text + "\"}");
    tap.end();
    content.settle();

    assertThat(content.forgetOwner("u2")).isZero();
    assertThat(content.forget("chat-1")).isEqualTo(1);
    assertThat(isStopped(text)).isFalse();
  }

  @Test
  void knowsAllOfATextThatGrewByAWordAtATimeWhileOthersWereJudged() {
    String text = words(300);
    Tap tap = chat();
    add(tap, "{\"message\":\"");
    for (String word : text.split("(?<= )")) {
      add(tap, word);
      isStopped("nothing of that");
    }
    int half = text.length() / 2;

    assertThat(isStopped(text.substring(100, 200))).isTrue();
    assertThat(isStopped(text.substring(half, half + 100))).isTrue();
    add(tap, "\"}");
    tap.end();
    assertThat(isStopped(text.substring(100, 200))).isTrue();
    assertThat(isStopped(text.substring(half, half + 100))).isTrue();
    assertThat(content.stats().documents()).isEqualTo(1);
  }

  @Test
  void capturesNothingThatNoSourceNames() {
    assertThat(taps.wants(Side.REQUEST, "POST", "/api/chat/1?x=/api")).isTrue();
    assertThat(taps.wants(Side.REQUEST, "POST", "http://a.example/API/%63hat/1")).isTrue();
    assertThat(taps.wants(Side.REQUEST, "GET", "/api/chat/1")).isFalse();
    assertThat(taps.wants(Side.REQUEST, "POST", "/api/chats")).isFalse();
    assertThat(taps.wants(Side.RESPONSE, "POST", "/api/chat/1")).isFalse();
    assertThat(open("/api/uploads/1", Map.of("Content-Type", "application/json"))).isNull();
  }

  @Test
  void keepsAnswersAndTheirRequestsApart() {
    assertThat(taps.wants(Side.RESPONSE, "GET", "/api/answers/1")).isTrue();
    assertThat(taps.wants(Side.REQUEST, "GET", "/api/answers/1")).isFalse();
  }

  @Test
  void knowsAnAnswerEventByEvent() {
    String text = words(40);
    Tap tap = answer("text/event-stream");
    for (String word : text.split("(?<= )")) {
      add(tap, "data: {\"id\":\"7\",\"delta\":\"" + word + "\"}\n\n");
    }

    assertThat(isStopped(text.substring(20, 120))).isTrue();
    tap.end();
    assertThat(isStopped(text)).isTrue();
  }

  @Test
  void takesTheOwnerOfAnAnswerFromItsRequest() {
    Tap tap = answer("application/json");
    add(tap, "{\"answer\":\"" + words(12) + "\",\"prompt\":\"" + words(12) + "\"}");
    tap.end();
    content.settle();

    assertThat(content.forgetOwner("u1")).isEqualTo(1);
  }

  private Tap answer(String type) {
    Map<String, String> request = Map.of("x-user", "u1", "Content-Encoding", "gzip");
    return taps.open(
        Side.RESPONSE,
        "GET",
        "/api/answers/7",
        new AnswerHead(Map.of("Content-Type", type)::get, request::get));
  }

  @Test
  void capturesNothingMoreOnceAReloadTookTheSourceAway() {
    taps.use(Policy.none());

    assertThat(taps.wants(Side.REQUEST, "POST", "/api/chat/1")).isFalse();
    assertThat(chat()).isNull();
  }

  @Test
  void knowsAPieceInTheInstantInWhichItWasHandedOver() throws Exception {
    for (int round = 0; round < 2_000; round++) {
      String text = words(12);
      Tap tap = chat();
      CountDownLatch added = new CountDownLatch(1);
      AtomicReference<Boolean> isStopped = new AtomicReference<>();
      Thread other =
          new Thread(
              () -> {
                try {
                  added.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                isStopped.set(isStopped(text));
              });
      other.start();
      add(tap, "{\"message\":\"" + text + "\"}");
      added.countDown();
      tap.end();
      other.join();

      assertThat(isStopped.get()).as("round %d", round).isTrue();
    }
  }

  @Test
  void knowsALargeBodyThatGrowsWhileOthersJudge() {
    Tap tap = chat();
    add(tap, "{\"message\":\"");
    String last = "";
    for (int i = 0; i < 40; i++) {
      last = words(10_000);
      add(tap, last + " ");
      assertThat(isStopped(last.substring(last.length() - 100))).as("piece %d", i).isTrue();
    }
    add(tap, "\"}");
    tap.end();
    assertThat(isStopped(last.substring(0, 100))).isTrue();
  }

  @Test
  void saysThatOfABodyBeyondItsBoundOnlyAPartIsKnown() {
    Tap tap = chat();
    String first = words(20);
    add(tap, "{\"message\":\"" + first);
    byte[] noise = new byte[1 << 20];
    for (int i = 0; i < 17; i++) {
      random.nextBytes(noise);
      tap.add(noise, 0, noise.length);
    }
    tap.end();

    assertThat(isStopped(first)).isTrue();
    assertThat(status("http-in POST /api/chat/**").why()).isEqualTo("of 1 body a part is known");
  }

  @Test
  void givesItsMemoryBackOnceABodyIsKnown() {
    for (int i = 0; i < 100; i++) {
      Tap tap = chat();
      add(tap, "{\"message\":\"" + words(100) + "\"}");
      tap.end();
    }
    content.settle();

    assertThat(taps.budget().held()).isZero();
  }

  @Test
  void opensNoMoreThanItsBoundAndSaysSo() {
    List<Tap> open = new ArrayList<>();
    IntStream.range(0, 10_000).forEach(i -> open.add(chat()));

    assertThat(chat()).isNull();
    assertThat(status("http-in POST /api/chat/**").why()).contains("a part is known");
    open.get(0).end();
    assertThat(chat()).isNotNull();
  }

  @Test
  void saysWhichPathsWereSeenInsteadWithoutWhatMayBeContent() {
    taps.libraries().woven("a library", Set.of(SourceKind.MULTIPART));
    taps.wants(Side.REQUEST, "POST", "/v2/api/uploads/4711-anna-secret");
    taps.wants(Side.REQUEST, "POST", "/v2/api/uploads/0815");

    SourceStatus status = status("multipart /api/uploads/**");

    assertThat(status.state()).isEqualTo(SourceStatus.State.NEVER_FIRED);
    assertThat(status.why()).isEqualTo("bodies were seen under POST /v2/api/uploads/* (2)");
  }

  @Test
  void saysOfAnswersWhichPathsWereAnsweredInstead() {
    taps.libraries().woven("a library", Set.of(SourceKind.HTTP_OUT));
    taps.wants(Side.REQUEST, "POST", "/api/questions");
    taps.wants(Side.RESPONSE, "POST", "/v2/api/answers");

    assertThat(status("http-out /api/answers/**").why())
        .isEqualTo("bodies were seen under POST /v2/api/answers (1)");
  }

  @Test
  void waitsUntilAServerIsLoadedAndIsFaultyWhereATapHasFailed() {
    assertThat(status("multipart /api/uploads/**").state()).isEqualTo(SourceStatus.State.WAITING);

    taps.failed("tomcat", new IllegalStateException("secret"));

    assertThat(status("multipart /api/uploads/**").state()).isEqualTo(SourceStatus.State.FAULTY);
    assertThat(status("multipart /api/uploads/**").why()).doesNotContain("secret");
    assertThat(faults).hasSize(1);
  }

  private SourceStatus status(String source) {
    return taps.statuses().stream()
        .filter(each -> each.source().equals(source))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aMessageWhoseHeadCannotBeReadIsCapturedAllTheSame() {
    String text = words(30);
    Tap tap =
        taps.open(
            Side.REQUEST,
            "POST",
            "/api/chat/7",
            name -> {
              throw new IllegalStateException("recycled");
            });
    add(tap, "{\"message\":\"" + text + "\"}");
    tap.end();

    assertThat(isStopped(text)).isTrue();
    assertThat(faults).contains("the head of a message: java.lang.IllegalStateException: recycled");
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void aBodyOfDeclaredLengthIsHeldInOneArray() {
    byte[] piece = new byte[8 << 10];
    Tap warmUp = open("/api/chat/7", Map.of("Content-Length", "65536"));
    warmUp.add(piece, 0, piece.length);
    Tap tap = open("/api/chat/7", Map.of("Content-Length", "65536"));

    long before = allocated();
    for (int i = 0; i < 8; i++) {
      tap.add(piece, 0, piece.length);
    }

    assertThat(allocated() - before).isBetween(65_536L, 65_536L + 1_024);
  }

  @Test
  void aLengthThatIsALieTakesNoMemory() {
    long before = taps.budget().held();
    for (String length : List.of("16000000", "99999999999999999999", "-1", "x", "0")) {
      open("/api/chat/7", Map.of("Content-Length", length)).add(new byte[10], 0, 10);
    }
    assertThat(taps.budget().held() - before).isLessThanOrEqualTo(5 * 1_024);
  }

  @Test
  void knowsMoreThanTheLengthThatIsDeclared() {
    String text = words(100);
    Tap tap = open("/api/chat/7", Map.of("Content-Length", "100"));
    for (String word : text.split("(?<= )")) {
      add(tap, word);
    }

    assertThat(isStopped(text.substring(text.length() - 80))).isTrue();
  }

  private static Policy manyPaths(int count) {
    StringBuilder policy =
        new StringBuilder("policy: many\nprocessors: { t: { hosts: [t.example] } }\n");
    policy.append("categories:\n  chats:\n    sources:\n");
    for (int i = 0; i < count; i++) {
      policy.append("      - { http-in: \"/api/part" + i + "/*/chat/**\" }\n");
    }
    policy.append("rules: [{ id: no-content, never: [chats], reach: [t] }]\n");
    byte[] text = policy.toString().getBytes(StandardCharsets.UTF_8);
    return PolicyFile.read("p.yaml", text).policy();
  }

  private long allocatedByALookUp(String path) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 20_000; i++) {
      taps.wants(Side.REQUEST, "GET", path);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 100; i++) {
      taps.wants(Side.REQUEST, "GET", path);
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / 100;
  }

  @Test
  void aLookUpOfAnUndeclaredPathAllocatesNothingHoweverManyAreDeclared() {
    taps.use(manyPaths(10_000));

    long bytes = allocatedByALookUp("/static/css/main.css");

    System.out.println(
        "Measured: " + bytes + " bytes allocated by a look-up of an undeclared path");
    assertThat(bytes).isZero();
    assertThat(taps.wants(Side.REQUEST, "GET", "/api/part9999/7/chat/8")).isTrue();
  }

  @Test
  void aLookUpOfADeclaredPathThatWasSeenAllocatesNothing() {
    taps.use(manyPaths(10_000));

    assertThat(allocatedByALookUp("/api/part9999/7/chat/8")).isZero();
  }

  @Test
  void aReportOfManySourcesThatNeverFiredComparesSomeOfThem() {
    taps.use(manyPaths(10_000));
    taps.libraries().woven("a server", Set.of(SourceKind.HTTP_IN));
    for (int i = 0; i < 64; i++) {
      taps.wants(Side.REQUEST, "POST", "/api/part" + (char) ('a' + i % 26) + "/chat");
    }

    List<SourceStatus> statuses = taps.statuses();

    assertThat(statuses).hasSize(10_000);
    assertThat(statuses.stream().filter(each -> !each.why().isEmpty())).hasSize(100);
  }

  /** An event as inference servers send them: most of it is no content. */
  private static String event(String piece, String padding) {
    return "data:"
        + " {\"id\":\"chatcmpl-8f2\",\"object\":\"chat.completion.chunk\",\"created\":1764532076,"
        + "\"model\":\"small\",\"padding\":\""
        + padding
        + "\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
        + piece
        + "\"},\"finish_reason\":null}]}\n\n";
  }

  private Tap answer(int number) {
    return taps.open(
        Side.RESPONSE,
        "POST",
        "/api/answers/" + number,
        Map.of("Content-Type", "text/event-stream")::get);
  }

  @Test
  void openStreamsKeepTheirTextsAndNotTheEventsThatTheyCameIn() {
    content.whenWaiting(content::workOff);
    int streams = 1_000;
    List<String> texts = new ArrayList<>();
    List<Tap> open = new ArrayList<>();
    long chars = 0;
    for (int i = 0; i < streams; i++) {
      String text = words(100);
      Tap tap = answer(i);
      for (String word : text.split("(?<= )")) {
        add(tap, event(word, ""));
      }
      texts.add(text);
      open.add(tap);
      chars += text.length();
    }

    assertThat(taps.budget().held()).isLessThanOrEqualTo(streams * 4_096L + 2 * chars);
    assertThat(isStopped(texts.get(streams / 2))).isTrue();
    open.forEach(Tap::end);
    content.workOff();
    assertThat(taps.budget().held()).isZero();
  }

  @Test
  void aStreamThatIsLongerThanAnyOtherBodyIsKnownToItsEnd() {
    content.whenWaiting(content::workOff);
    String padding = "x".repeat(50_000);
    String text = words(2_000);
    Tap tap = answer(1);
    int bytes = 0;
    String[] words = text.split("(?<= )");
    for (int i = 0; i < words.length; i += 5) {
      String event = event(String.join("", List.of(words).subList(i, i + 5)), padding);
      add(tap, event);
      bytes += event.length();
    }
    tap.end();

    assertThat(bytes).isGreaterThan(BodyTap.MOST_BYTES);
    assertThat(isStopped(text.substring(text.length() - 200))).isTrue();
    assertThat(taps.statuses().get(2).why()).isEmpty();
  }

  @Test
  void aStreamThatIsOpenedFromItsStartIsNotOpenedForEachPieceThatComes() {
    AtomicInteger woken = new AtomicInteger();
    content.whenWaiting(woken::incrementAndGet);
    Tap tap =
        taps.open(
            Side.RESPONSE,
            "POST",
            "/api/answers/1",
            Map.of("Content-Type", "text/event-stream", "Content-Encoding", "br")::get);

    for (int i = 0; i < 100; i++) {
      tap.add(new byte[1_000], 0, 1_000);
    }

    assertThat(woken).hasValue(0);
    tap.end();
  }
}
