package dev.flowguard.rules.judge;

import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.policy.FieldPattern;
import dev.flowguard.rules.policy.PathPattern;
import dev.flowguard.rules.policy.Permit;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyException;
import dev.flowguard.rules.policy.Processor;
import dev.flowguard.rules.policy.Recipient;
import dev.flowguard.rules.policy.Rule;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes off findings that a permit or an exception of the policy allows. */
final class Subtraction {
  private final Policy policy;

  Subtraction(Policy policy) {
    this.policy = policy;
  }

  /** Why this finding does not count, or null if it counts. */
  @Nullable Supplier<String> of(
      Rule rule, String category, Finding finding, Recipient recipient, Judge.Request request) {
    if (recipient instanceof Recipient.Declared declared
        && isPermitted(declared.processor(), category, finding, request)) {
      return () ->
          category + " at " + finding.leaves().get(0).location().named() + " is a permitted field";
    }
    for (PolicyException exception : policy.exceptions()) {
      if (applies(exception, rule, recipient, request)
          && (exception.field() == null || liesIn(exception.field(), finding))) {
        return () -> category + " is excepted until " + exception.expires() + " by its owner";
      }
    }
    return null;
  }

  /** True if an exception for the whole request lifts this rule, even if it was not inspected. */
  boolean excepts(Rule rule, Recipient recipient, Judge.Request request) {
    for (PolicyException exception : policy.exceptions()) {
      if (exception.field() == null && applies(exception, rule, recipient, request)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPermitted(
      Processor processor, String category, Finding finding, Judge.Request request) {
    // Of a joined run every leaf must be permitted, each by any permit.
    for (Leaf leaf : finding.leaves()) {
      if (!isPermitted(processor, category, leaf, request)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPermitted(
      Processor processor, String category, Leaf leaf, Judge.Request request) {
    if (!(leaf instanceof Leaf.Text text) || text.isName() || !isField(leaf.location())) {
      return false;
    }
    List<String> segments = leaf.location().segments();
    for (Permit permit : processor.permits()) {
      if (permit.categories().contains(category)
          && text.value().length() <= permit.maxChars()
          && permit.field().matches(segments)
          && isOn(permit.paths(), request.url().path())) {
        return true;
      }
    }
    return false;
  }

  private static boolean applies(
      PolicyException exception, Rule rule, Recipient recipient, Judge.Request request) {
    return exception.rule().equals(rule.id())
        && recipient instanceof Recipient.Declared declared
        && exception.processor().equals(declared.processor().id())
        && exception.active(request.today())
        && (exception.path() == null || exception.path().matches(request.url().path()))
        && holds(exception.when(), request);
  }

  private static boolean liesIn(FieldPattern field, Finding finding) {
    for (Leaf leaf : finding.leaves()) {
      if (!isField(leaf.location()) || !field.matches(leaf.location().segments())) {
        return false;
      }
    }
    return true;
  }

  /** Each named field of the request has the named value. */
  private static boolean holds(Map<String, String> when, Judge.Request request) {
    for (Map.Entry<String, String> condition : when.entrySet()) {
      FieldPattern field = FieldPattern.parse(condition.getKey());
      boolean found = false;
      for (Leaf leaf : request.payload().leaves()) {
        found |=
            leaf instanceof Leaf.Text text
                && !text.isName()
                && text.value().equals(condition.getValue())
                && isField(leaf.location())
                && field.matches(leaf.location().segments());
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOn(List<PathPattern> paths, String path) {
    for (PathPattern pattern : paths) {
      if (pattern.matches(path)) {
        return true;
      }
    }
    return false;
  }

  /** A field of a form, JSON, multipart or query: a header of the same name is none. */
  private static boolean isField(Location location) {
    Location start = location;
    for (Location at = location.outer(); at != null; at = at.outer()) {
      start = at;
    }
    return switch (start.kind()) {
      case FORM, JSON, PART, QUERY -> true;
      case REQUEST, HOST, PATH, FRAGMENT, USER_INFO, HEADER, COOKIE, BODY, ENTRY, PROTOBUF -> false;
    };
  }
}
