package dev.flowguard.agent.tap;

import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Taps of one policy, what they have captured, and requests that are judged by it. */
abstract class JudgedTaps {
  final Random random = new Random(5);
  final List<String> faults = new ArrayList<>();
  final ProtectedContent content = new ProtectedContent();
  final OpenTaps taps = new OpenTaps(content, (where, e) -> faults.add(where + ": " + e));
  private final Judge judge;

  JudgedTaps(String policy) {
    Policy read = PolicyFile.read("p.yaml", policy.getBytes(StandardCharsets.UTF_8)).policy();
    judge = new Judge(read, Mode.BLOCK, content, Clock.systemUTC());
    content.arriving(taps);
    taps.use(read);
  }

  /** Words that nobody has seen before. */
  final String words(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      random.ints(3 + random.nextInt(6), 'a', 'z' + 1).forEach(c -> text.append((char) c));
      text.append(i == count - 1 ? "" : " ");
    }
    return text.toString();
  }

  /** True if a request with this text to the processor is stopped. */
  final boolean isStopped(String text) {
    return isStopped("https://target.example/x", text);
  }

  final boolean isStopped(String url, String text) {
    return !violations(url, "text/plain", text.getBytes(StandardCharsets.UTF_8)).isEmpty();
  }

  /** True if bytes are found in a request with them to the processor. */
  final boolean isFound(byte[] file) {
    return violations("https://target.example/x", "application/octet-stream", file).stream()
        .anyMatch(each -> !each.findings().isEmpty());
  }

  private List<Violation> violations(String url, String type, byte[] body) {
    return judge
        .judge(
            new OutboundRequest(
                "POST",
                url,
                List.of(new Header("Content-Type", type)),
                new Body.Held(body),
                "test"))
        .violations();
  }
}
