package dev.flowguard.rules.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What one judgement of a clean 4 KiB JSON body costs beside a bare Jackson pass over the same
 * bytes, and what a host look-up costs, in one run; see docs/measuring.md.
 */
final class JudgeCost {
  private static final int ROUNDS = 9;
  private static final int CALLS = 2_000;

  private static long sink;

  private JudgeCost() {}

  public static void main(String[] arguments) throws Exception {
    ProtectedContent content = new ProtectedContent();
    Random random = new Random(1);
    while (content.stats().fingerprints() < 300_000) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 2_000; i++) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      content.capture("chat-conversation", "bench", text, null, null);
    }
    Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());
    StringBuilder json = new StringBuilder("{\"events\":[");
    for (int i = 0; json.length() < 4_000; i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"name\":\"level_up\",\"params\":{\"session_id\":\"17160457")
          .append(i)
          .append("\",\"method\":\"a short harmless remark of some words\",\"value\":19}}");
    }
    byte[] body = json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    OutboundRequest request =
        new OutboundRequest(
            "POST",
            "https://region1.google-analytics.com/mp/collect?measurement_id=G-1",
            List.of(new Header("Content-Type", "application/json")),
            new Body.Held(body),
            "bench");
    JsonFactory jackson = new JsonFactory();
    double[] judged = new double[ROUNDS];
    double[] bare = new double[ROUNDS];
    double[] lookUp = new double[ROUNDS];
    for (int round = -6; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        sink += judge.judge(request).notices().size();
      }
      long afterJudge = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        try (JsonParser parser = jackson.createParser(body)) {
          while (parser.nextToken() != null) {
            sink++;
          }
        }
      }
      long afterBare = System.nanoTime();
      for (int i = 0; i < CALLS * 10; i++) {
        sink += judge.concerns("inference.mirage-studio.io", 443, "/v1/chat/completions") ? 1 : 0;
      }
      long afterLookUp = System.nanoTime();
      if (round >= 0) {
        judged[round] = (afterJudge - start) / 1_000.0 / CALLS;
        bare[round] = (afterBare - afterJudge) / 1_000.0 / CALLS;
        lookUp[round] = (afterLookUp - afterBare) / (CALLS * 10.0);
      }
    }
    System.out.printf("%d bytes, %d fingerprints%n", body.length, content.stats().fingerprints());
    print("judged", judged, "us");
    print("bare Jackson", bare, "us");
    print("host look-up", lookUp, "ns");
    System.out.printf(
        "allocated: judged %d B, look-up %d B%n",
        allocated(() -> judge.judge(request)),
        allocated(() -> judge.concerns("inference.mirage-studio.io", 443, "/v1/chat/completions")));
    if (sink == 42) {
      System.out.println();
    }
  }

  private static long allocated(Runnable call) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < CALLS; i++) {
      call.run();
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
  }

  private static void print(String what, double[] values, String unit) {
    Arrays.sort(values);
    System.out.printf(
        "%s: median %.1f %s (%.1f to %.1f)%n",
        what, values[ROUNDS / 2], unit, values[0], values[ROUNDS - 1]);
  }
}
