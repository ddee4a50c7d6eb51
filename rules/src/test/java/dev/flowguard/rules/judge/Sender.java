package dev.flowguard.rules.judge;

import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/** Sends requests past a judge with the built-in policy. */
public final class Sender {
  private final Judge judge;

  /**
   * @param content what is protected
   */
  public Sender(ProtectedContent content) {
    this.judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());
  }

  public Verdict post(String url, String type, byte[] body) {
    List<Header> headers = List.of(new Header("Content-Type", type));
    OutboundRequest request =
        new OutboundRequest("POST", url, headers, new Body.Held(body), "test");
    if (judge.isMissedByScreen(request)) {
      throw new AssertionError("the screen lets pass what the judgement finds");
    }
    return judge.judge(request);
  }

  /** Posts an object of JSON with one member. */
  public Verdict postJson(String url, String member, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    String json = "{\"" + member + "\":\"" + escaped + "\"}";
    return post(url, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  /** Of what leaks, once for each violation. */
  public List<String> categories(String url, String type, byte[] body) {
    return post(url, type, body).violations().stream().map(Violation::category).toList();
  }
}
