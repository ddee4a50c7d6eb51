package dev.flowguard.rules.judge;

import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.policy.FieldPattern;
import dev.flowguard.rules.policy.HostPermit;
import dev.flowguard.rules.policy.Permit;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyException;
import dev.flowguard.rules.policy.Recipient;
import dev.flowguard.rules.policy.Rule;
import java.util.ArrayList;
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
    if (isPermitted(permits(recipient, request), category, finding, request)) {
      return () -> category + " at " + finding.leaves().get(0).location().named() + " is permitted";
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

  /** The permits of a processor, or those for the host of an undeclared recipient. */
  private List<Permit> permits(Recipient recipient, Judge.Request request) {
    if (recipient instanceof Recipient.Declared declared) {
      return declared.processor().permits();
    }
    List<Permit> permits = new ArrayList<>();
    for (HostPermit permit : policy.hostPermits()) {
      if (permit.hosts().matches(request.url().host(), request.url().port())) {
        permits.add(permit.permit());
      }
    }
    return permits;
  }

  private static boolean isPermitted(
      List<Permit> permits, String category, Finding finding, Judge.Request request) {
    if (permits.isEmpty()) {
      return false;
    }
    // Of a joined run every leaf must be permitted, each by any permit.
    for (Leaf leaf : finding.leaves()) {
      if (!isPermitted(permits, category, leaf, request)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPermitted(
      List<Permit> permits, String category, Leaf leaf, Judge.Request request) {
    for (Permit permit : permits) {
      if (permit.categories().contains(category)
          && isSubject(permit.subject(), leaf, request)
          && permit.isOn(request.url().path())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSubject(Permit.Subject subject, Leaf leaf, Judge.Request request) {
    if (leaf instanceof Leaf.Text text && text.isName()) {
      return false;
    }
    if (subject instanceof Permit.Files files) {
      return isIn(files, leaf.location(), request);
    }
    Permit.Fields fields = (Permit.Fields) subject;
    return leaf instanceof Leaf.Text text
        && text.value().length() <= fields.maxChars()
        && isField(leaf.location())
        && fields.matches(leaf.location().segments());
  }

  /** True for a file of a permitted part, and for what is inside it. */
  private static boolean isIn(Permit.Files files, Location location, Judge.Request request) {
    // Outermost steps: the multipart body, the part's name, the file's name.
    Location file = null;
    Location part = null;
    Location body = location;
    for (Location at = location.outer(); at != null; at = at.outer()) {
      file = part;
      part = body;
      body = at;
    }
    if (part == null || part.name() == null || body.kind() != Location.Kind.PART) {
      return false;
    }
    if (!files.isPart(part.name())) {
      return false;
    }
    byte[] bytes = request.files().at(file == null || file.isRoot() ? part : file);
    return bytes != null && files.isKind(bytes);
  }

  private static boolean applies(
      PolicyException exception, Rule rule, Recipient recipient, Judge.Request request) {
    return exception.rule().equals(rule.id())
        && isParty(exception.party(), recipient, request)
        && exception.active(request.today())
        && (exception.path() == null || exception.path().matches(request.url().path()))
        && holds(exception.when(), request);
  }

  private static boolean isParty(
      PolicyException.Party party, Recipient recipient, Judge.Request request) {
    if (party instanceof PolicyException.ToHosts hosts) {
      return recipient instanceof Recipient.Undeclared
          && hosts.hosts().matches(request.url().host(), request.url().port());
    }
    return recipient instanceof Recipient.Declared declared
        && declared.processor().id().equals(((PolicyException.ToProcessor) party).id());
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
