package dev.flowguard.rules.names;

import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.policy.Constraint;
import dev.flowguard.rules.policy.Endpoint;
import dev.flowguard.rules.policy.FieldPattern;
import dev.flowguard.rules.policy.HostPatterns;
import dev.flowguard.rules.policy.HostPermit;
import dev.flowguard.rules.policy.PathPattern;
import dev.flowguard.rules.policy.Permit;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyException;
import dev.flowguard.rules.policy.Processor;
import dev.flowguard.rules.policy.Rule;
import dev.flowguard.rules.policy.Signature;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Names that somebody has written down for everybody to read: in the catalogue, in the policy, or
 * in a standard. Case does not matter. Immutable and safe to call from any thread.
 */
final class KnownNames {
  private static final String UNDECLARED = "undeclared";

  private final Map<String, Set<String>> byProcessor = new HashMap<>();
  private final Set<String> labels = new HashSet<>();

  KnownNames(Policy policy) {
    for (Processor processor : policy.processors().values()) {
      Set<String> names = of(processor.id());
      addAll(names, processor.names());
      for (Signature signature : processor.signatures()) {
        add(names, signature.parameter());
        path(names, signature.path());
      }
      for (Permit permit : processor.permits()) {
        permit(names, permit);
      }
      hosts(processor.hosts());
      places(names, processor.also());
      places(names, processor.acceptsFiles());
    }
    hosts(policy.firstParty());
    for (HostPermit permit : policy.hostPermits()) {
      hosts(permit.hosts());
      permit(of(UNDECLARED), permit.permit());
    }
    for (PolicyException exception : policy.exceptions()) {
      Set<String> names = of(party(exception.party()));
      if (exception.field() != null) {
        field(names, exception.field());
      }
      for (String field : exception.when().keySet()) {
        field(names, FieldPattern.parse(field));
      }
      PathPattern path = exception.path();
      if (path != null) {
        path(names, path.pattern());
      }
    }
    for (Rule rule : policy.rules()) {
      if (rule.constraint() instanceof Constraint.OnlyHosts only) {
        paths(of(only.processor()), only.paths());
        for (String host : only.hosts()) {
          host(host);
        }
      }
    }
  }

  /**
   * True if a name of this kind is known for this recipient.
   *
   * @param recipient id of a processor, {@code first-party} or {@code undeclared}
   */
  boolean isKnown(String recipient, Location.Kind kind, String name) {
    if (isNamed(byProcessor.getOrDefault(recipient, Set.of()), name.toLowerCase(Locale.ROOT))) {
      return true;
    }
    return switch (kind) {
      case HEADER -> StandardNames.isHeader(name);
      case ENTRY -> StandardNames.isEntry(name);
      case HOST -> StandardNames.isLabel(name) || labels.contains(name.toLowerCase(Locale.ROOT));
      case PATH -> StandardNames.isVersion(name);
      default -> false;
    };
  }

  /** The name, or each of its parts: {@code ep.title}. */
  private static boolean isNamed(Set<String> names, String name) {
    if (names.isEmpty() || name.length() > SeenNames.LONGEST) {
      return false;
    }
    boolean isNamed = names.contains(name);
    int start = 0;
    while (!isNamed) {
      int dot = name.indexOf('.', start);
      if (!names.contains(name.substring(start, dot < 0 ? name.length() : dot))) {
        return false;
      }
      isNamed = dot < 0;
      start = dot + 1;
    }
    return true;
  }

  private String party(PolicyException.Party party) {
    if (party instanceof PolicyException.ToHosts undeclared) {
      hosts(undeclared.hosts());
      return UNDECLARED;
    }
    return ((PolicyException.ToProcessor) party).id();
  }

  private void hosts(HostPatterns hosts) {
    for (String suffix : hosts.suffixes()) {
      host(suffix);
    }
    for (Endpoint place : hosts.places()) {
      host(place.host());
    }
  }

  private static void permit(Set<String> names, Permit permit) {
    if (permit.subject() instanceof Permit.Fields fields) {
      for (FieldPattern field : fields.fields()) {
        field(names, field);
      }
    } else if (permit.subject() instanceof Permit.Files files) {
      addAll(names, files.parts());
    }
    paths(names, permit.paths());
  }

  private Set<String> of(String processor) {
    Set<String> names = byProcessor.get(processor);
    if (names == null) {
      names = new HashSet<>();
      byProcessor.put(processor, names);
    }
    return names;
  }

  private static void field(Set<String> names, FieldPattern field) {
    addAll(names, field.segments());
    add(names, String.join(".", field.segments()));
  }

  private static void path(Set<String> names, String pattern) {
    addAll(names, List.of(pattern.split("/")));
  }

  private static void paths(Set<String> names, Collection<PathPattern> paths) {
    for (PathPattern path : paths) {
      path(names, path.pattern());
    }
  }

  private void places(Set<String> names, Collection<Endpoint> places) {
    for (Endpoint place : places) {
      host(place.host());
      PathPattern path = place.path();
      if (path != null) {
        path(names, path.pattern());
      }
    }
  }

  private void host(String host) {
    addAll(labels, List.of(host.split("\\.")));
  }

  private static void addAll(Set<String> names, Collection<String> more) {
    for (String name : more) {
      add(names, name);
    }
  }

  private static void add(Set<String> names, String name) {
    if (!name.isEmpty() && name.indexOf('*') < 0) {
      names.add(name.toLowerCase(Locale.ROOT));
    }
  }
}
