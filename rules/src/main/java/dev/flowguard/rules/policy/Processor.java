package dev.flowguard.rules.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A declared third party: where it is, what it takes, and which fields it may get.
 *
 * @param groups by what it is used for: rules reach all processors of a group
 * @param names public names of its fields, headers and paths, from the catalogue
 */
public record Processor(
    String id,
    String title,
    HostPatterns hosts,
    List<Signature> signatures,
    List<Endpoint> also,
    TextKind text,
    List<Endpoint> acceptsFiles,
    List<Permit> permits,
    Set<String> groups,
    Set<String> names,
    @Nullable OnIncomplete onIncomplete) {
  public Processor {
    signatures = List.copyOf(signatures);
    also = List.copyOf(also);
    acceptsFiles = List.copyOf(acceptsFiles);
    permits = List.copyOf(permits);
    groups = Set.copyOf(groups);
    names = Set.copyOf(names);
  }

  /** The same processor, found at one more place. */
  Processor alsoAt(Endpoint place) {
    List<Endpoint> places = new ArrayList<>(also);
    places.add(place);
    return new Processor(
        id,
        title,
        hosts,
        signatures,
        places,
        text,
        acceptsFiles,
        permits,
        groups,
        names,
        onIncomplete);
  }
}
