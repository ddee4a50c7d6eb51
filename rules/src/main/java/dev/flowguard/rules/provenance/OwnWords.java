package dev.flowguard.rules.provenance;

import dev.flowguard.rules.policy.HostPatterns;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the policy itself knows of a recipient: words that are nobody's content there. Immutable and
 * safe to call from any thread; taken apart when they are first asked for.
 */
public final class OwnWords {
  /** Nothing is known. */
  public static final OwnWords NONE = new OwnWords(HostPatterns.NONE, Set.of());

  private final HostPatterns hosts;
  private final Set<String> names;
  private volatile @Nullable Set<String> words;

  /**
   * @param hosts of the own services
   * @param names of fields, headers and paths of the recipient, as its catalogue has them
   */
  public OwnWords(HostPatterns hosts, Set<String> names) {
    this.hosts = hosts;
    this.names = names;
  }

  HostPatterns hosts() {
    return hosts;
  }

  /** True for a word of a name: {@code method} of {@code payment_method}. */
  boolean isName(String word) {
    Set<String> known = words;
    if (known == null) {
      known = new HashSet<>();
      for (String name : names) {
        split(name, known);
      }
      words = known; // by whichever thread: it is always the same
    }
    return known.contains(word);
  }

  private static void split(String name, Set<String> words) {
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      if (i == name.length() || !Character.isLetterOrDigit(name.charAt(i))) {
        if (i > start) {
          words.add(name.substring(start, i).toLowerCase(Locale.ROOT));
        }
        start = i + 1;
      }
    }
  }
}
