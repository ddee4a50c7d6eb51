package dev.flowguard.rules.provenance;

import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Captured values, their sources and families for another memory: each is copied once. */
final class Copies {
  private final Map<Share, Share> shares = new IdentityHashMap<>();

  /** By their ids. */
  private final @Nullable Captured[] values;

  private final Map<Family, Family> families = new IdentityHashMap<>();

  /**
   * @param ids above those of all values
   */
  Copies(int ids) {
    values = new Captured[ids];
  }

  Share of(Share share) {
    return shares.computeIfAbsent(share, Share::new);
  }

  Captured of(Captured captured) {
    Captured copy = values[captured.id()];
    if (copy == null) {
      copy = new Captured(captured, this);
      values[captured.id()] = copy;
    }
    return copy;
  }

  /** The same for all that were joined. */
  Family of(Family family) {
    return families.computeIfAbsent(family.root(), root -> new Family());
  }
}
