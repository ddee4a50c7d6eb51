package dev.flowguard.rules.bench;

import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** What is measured, the same in every run. */
final class Samples {
  private static final long MOST_BYTES = 2L << 30;

  private Samples() {}

  /** Clean JSON of four kibibytes, as analytics requests have it. */
  static byte[] json() {
    StringBuilder json = new StringBuilder("{\"events\":[");
    for (int i = 0; json.length() < 4_000; i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"name\":\"level_up\",\"params\":{\"session_id\":\"17160457")
          .append(i)
          .append("\",\"method\":\"a short harmless remark of some words\",\"value\":19}}");
    }
    return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }

  static OutboundRequest request(String type, byte[] body) {
    return new OutboundRequest(
        "POST",
        "https://region1.google-analytics.com/mp/collect?measurement_id=G-1",
        List.of(new Header("Content-Type", type)),
        new Body.Held(body),
        "bench");
  }

  static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(2).nextBytes(noise);
    return noise;
  }

  static ProtectedContent content(int fingerprints) {
    ProtectedContent content = new ProtectedContent(MOST_BYTES);
    Random random = new Random(1);
    while (content.stats().fingerprints() < fingerprints) {
      content.capture("chat-conversation", "bench", letters(random, 2_000), null, null);
    }
    return content;
  }

  static String letters(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  static Judge judge(int fingerprints) {
    return new Judge(Policy.builtIn(), null, content(fingerprints), Clock.systemUTC());
  }

  /** A policy of so many processors, and as many rules that reach the first. */
  static Judge judge(int processors, int rules) {
    StringBuilder yaml = new StringBuilder("policy: bench\nprocessors:\n");
    for (int i = 0; i < processors; i++) {
      yaml.append("  p").append(i).append(": { text: structured, hosts: [");
      yaml.append(i == 0 ? "google-analytics.com" : "p" + i + ".example").append("] }\n");
    }
    yaml.append(
        "categories: { chat-conversation: { shapes: [chat-transcript, email] } }\nrules:\n");
    for (int i = 0; i < rules; i++) {
      yaml.append("  - { id: r").append(i).append(", never: [chat-conversation], reach: [p0] }\n");
    }
    Policy policy =
        PolicyFile.read("bench", yaml.toString().getBytes(StandardCharsets.UTF_8)).policy();
    return new Judge(policy, null, content(1_000), Clock.systemUTC());
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
