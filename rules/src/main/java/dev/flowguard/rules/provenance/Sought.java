package dev.flowguard.rules.provenance;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which captured values a search looks for.
 *
 * @param categories ids; null for all
 * @param peer where the payload goes, in the form of {@code Peer}: what is known of exchanges with
 *     it alone is left out. Null to leave nothing out
 */
public record Sought(@Nullable Set<String> categories, @Nullable String peer) {
  /** All values. */
  public static final Sought ALL = new Sought(null, null);
}
