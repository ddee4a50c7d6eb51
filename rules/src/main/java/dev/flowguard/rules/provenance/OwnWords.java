package dev.flowguard.rules.provenance;

import dev.flowguard.rules.policy.HostPatterns;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Processor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the policy itself knows of a recipient: words that are nobody's content there. Immutable and
 * safe to call from any thread; taken apart when they are first asked for.
 */
public final class OwnWords {
  /** Nothing is known. */
  public static final OwnWords NONE = new OwnWords(HostPatterns.NONE, Set.of(), List.of());

  private final HostPatterns hosts;
  private final Set<String> names;
  private final List<String> texts;
  private volatile @Nullable Words words;

  private OwnWords(HostPatterns hosts, Set<String> names, List<String> texts) {
    this.hosts = hosts;
    this.names = names;
    this.texts = texts;
  }

  /**
   * What a policy knows of a processor, or of everybody else.
   *
   * @param processor null for recipients that are not declared
   */
  public static OwnWords of(Policy policy, @Nullable Processor processor) {
    List<String> texts = new ArrayList<>(policy.firstParty().suffixes());
    texts.add(policy.name());
    for (Processor each : policy.processors().values()) {
      texts.add(each.title());
    }
    return new OwnWords(
        policy.firstParty(), processor == null ? Set.of() : processor.names(), List.copyOf(texts));
  }

  HostPatterns hosts() {
    return hosts;
  }

  /** True for a word of a name of the recipient's: {@code method} of {@code payment_method}. */
  boolean isName(String word) {
    return words().names.contains(word);
  }

  /** True for such a word, and for one of the policy's own name, its processors and hosts. */
  boolean isWord(String word) {
    return words().names.contains(word) || words().others.contains(word);
  }

  private Words words() {
    Words known = words;
    if (known == null) {
      known = new Words(split(names), split(texts));
      words = known; // by whichever thread: it is always the same
    }
    return known;
  }

  private record Words(Set<String> names, Set<String> others) {}

  private static Set<String> split(Collection<String> texts) {
    Set<String> words = new HashSet<>();
    for (String text : texts) {
      int start = 0;
      for (int i = 0; i <= text.length(); i++) {
        if (i == text.length() || !Character.isLetterOrDigit(text.charAt(i))) {
          if (i > start) {
            words.add(text.substring(start, i).toLowerCase(Locale.ROOT));
          }
          start = i + 1;
        }
      }
    }
    return words;
  }
}
