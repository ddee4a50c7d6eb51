package dev.flowguard.rules.cases;

import dev.flowguard.rules.request.OutboundRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One policy test.
 *
 * @param block the verdict that the request deserves
 * @param category what leaks; null where nothing does
 * @param captured what declared sources had seen before
 * @param published text that the company has published
 * @param difficulty 1 easy to 5 hard; 0 where not given
 * @param detectableBy shape, provenance, both, destination or semantic; empty where not given
 * @param flag why the case is not scored; null where it is
 */
public record Case(
    String id,
    boolean block,
    @Nullable String category,
    OutboundRequest request,
    List<Captured> captured,
    List<String> published,
    int difficulty,
    String detectableBy,
    @Nullable String flag) {

  /** Derived content (a summary, a topic) is beyond any matching by value. */
  private static final String SEMANTIC = "semantic";

  /** True if a verdict that differs counts as a difference. */
  public boolean isScored() {
    return flag == null && !detectableBy.equals(SEMANTIC);
  }

  /** Names the case; the request may be content. */
  @Override
  public String toString() {
    return "Case[" + id + "]";
  }
}
