package dev.flowguard.rules.policy;

import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A dated permission to break a rule.
 *
 * @param path null for all
 * @param field null for the whole request
 * @param when other fields of the same request and the values they must have
 * @param expires the last day on which it holds
 */
public record PolicyException(
    String rule,
    Party party,
    @Nullable PathPattern path,
    @Nullable FieldPattern field,
    Map<String, String> when,
    String owner,
    String reason,
    LocalDate expires) {
  /** Who may receive what the rule forbids. */
  public sealed interface Party {}

  /** A processor of the policy. */
  public record ToProcessor(String id) implements Party {}

  /** Undeclared recipients at these hosts. */
  public record ToHosts(HostPatterns hosts) implements Party {}

  public PolicyException {
    when = Map.copyOf(when);
  }

  /** True if it holds on this day. */
  public boolean active(LocalDate today) {
    return !today.isAfter(expires);
  }
}
