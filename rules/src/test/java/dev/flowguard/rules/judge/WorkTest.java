package dev.flowguard.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a judgement may cost, and that nothing but the request decides about it. */
class WorkTest {
  private static final long MIB = 1 << 20;

  /** What none of these payloads takes, in its three stages together. */
  private static final long MOST_MIB = 96;

  private static final String FIELDS = "https://api.stripe.com/v1/customers";

  /** As an event loop may do. */
  private static final long FEW_STEPS = 2 << 20;

  private final ProtectedContent content = new ProtectedContent();
  private final Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());

  private static OutboundRequest request(String url, String type, byte[] body) {
    return new OutboundRequest(
        "POST", url, List.of(new Header("Content-Type", type)), new Body.Held(body), "test");
  }

  private static byte[] rows(int length) {
    Random random = new Random(1);
    StringBuilder rows = new StringBuilder("{\"rows\":[");
    while (rows.length() < length) {
      rows.append("{\"sku\":\"")
          .append(random.nextInt(100_000))
          .append("\",\"name\":\"")
          .append(Integer.toString(random.nextInt(), 36))
          .append(" shirt, blue\"},");
    }
    return Nasty.utf8(rows.append("{}]}").toString());
  }

  @Test
  void noPayloadOfAMebibyteTakesMuchMemory() {
    Nasty.CAPTURED.forEach(text -> content.capture("chat-conversation", "test", text, null, null));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    List<String> tooMuch = new ArrayList<>();
    judge.judge(request(FIELDS, "application/json", rows(1_000)));
    for (Nasty each : Nasty.all()) {
      long before = threads.getThreadAllocatedBytes(thread);
      judge.judge(request(each.url(), each.type(), each.body()));
      long allocated = (threads.getThreadAllocatedBytes(thread) - before) / MIB;
      if (allocated > MOST_MIB) {
        tooMuch.add(each.name() + ": " + allocated + " MiB");
      }
    }
    assertThat(tooMuch).isEmpty();
  }

  @Test
  void theSameUploadHasTheSameVerdictAtAnyLoad() throws Exception {
    List<byte[]> parts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      parts.add(rows(20_000));
    }
    OutboundRequest upload =
        request(
            FIELDS, "multipart/form-data; boundary=x", Nasty.multipart(parts, "application/json"));
    String alone = judge.judge(upload).toString();
    assertThat(alone).contains("decision=allow", "inspection=complete");
    for (int count : new int[] {8, 64}) {
      ExecutorService pool = Executors.newFixedThreadPool(count);
      try {
        Callable<Verdict> once = () -> judge.judge(upload);
        for (Future<Verdict> each : pool.invokeAll(Collections.nCopies(count, once))) {
          assertThat(each.get()).hasToString(alone);
        }
      } finally {
        pool.shutdownNow();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 64, 256, 1024})
  void ordinaryDocumentsAreInspectedInFull(int kib) throws IOException {
    for (byte[] document : List.of(pages(kib << 10), stacks(kib << 10))) {
      String text = new String(document, StandardCharsets.UTF_8);
      String json = "{\"m\":\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
      byte[] escaped = Nasty.utf8(json.replace("\n", "\\n").replace("\t", "\\t"));

      assertThat(inspection("text/plain", document)).isEqualTo("complete");
      assertThat(inspection("application/json", escaped)).isEqualTo("complete");
      assertThat(inspection("application/json", Wrapping.gzip(escaped))).isEqualTo("complete");
      assertThat(
              inspection(
                  "application/x-www-form-urlencoded",
                  Nasty.utf8("m=" + URLEncoder.encode(text, StandardCharsets.UTF_8))))
          .isEqualTo("complete");
    }
  }

  private String inspection(String type, byte[] body) {
    return judge.judge(request(FIELDS, type, body)).inspection().toString();
  }

  /** Pages and sources of this project, one after the other. */
  private static byte[] pages(int length) throws IOException {
    StringBuilder pages = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src", "main"))) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
        String name = file.toString();
        if (name.endsWith(".java") || name.endsWith(".yaml")) {
          pages.append(Files.readString(file));
        }
      }
    }
    return cut(pages, length);
  }

  /** What a thread dump or an error report holds. */
  private static byte[] stacks(int length) {
    StringBuilder stacks = new StringBuilder();
    while (stacks.length() < length) {
      for (StackTraceElement[] stack : Thread.getAllStackTraces().values()) {
        for (StackTraceElement frame : stack) {
          stacks.append("\tat ").append(frame).append('\n');
        }
      }
    }
    return cut(stacks, length);
  }

  private static byte[] cut(StringBuilder text, int length) {
    return Nasty.utf8(text.substring(0, Math.min(length, text.length())));
  }

  @Test
  void sixteenMebibytesOfTextAreInspected() {
    StringBuilder text = new StringBuilder("{\"m\":\"");
    Random random = new Random(4);
    while (text.length() < (16 << 20) - 100) {
      text.append(Integer.toString(random.nextInt(1 << 28), 36)).append(' ');
    }
    byte[] body = Nasty.utf8(text.append("\"}").toString());

    assertThat(judge.judge(request(FIELDS, "application/json", body)).inspection())
        .hasToString("complete");
  }

  @Test
  void anEventLoopJudgesSmallJsonAndNoSmallBomb() {
    OutboundRequest small = request(FIELDS, "application/json", rows(60_000));
    OutboundRequest bomb = request(FIELDS, "application/json", Wrapping.gzip(new byte[15 << 20]));

    assertThat(judge.judgeWithin(small, FEW_STEPS, Trace.NONE))
        .hasToString(judge.judge(small).toString());
    assertThat(judge.judgeWithin(bomb, FEW_STEPS, Trace.NONE)).isNull();
  }

  @Test
  void whatUsesUpTheWorkHidesNoContentInTheClear() {
    String secret = "The midwife wrote the true date on the last page, and burnt the almanac.";
    content.capture("chat-conversation", "test", secret, null, null);
    String bomb = "{\"a\":".repeat(900) + "[" + "[],".repeat(300_000);
    byte[] body = Nasty.utf8("{\"x\":" + bomb + "\"b\":\"" + secret + "\"}");

    Verdict verdict = judge.judge(request(FIELDS, "application/json", body));

    assertThat(verdict.violations())
        .anyMatch(violation -> violation.category().equals("chat-conversation"));
  }
}
