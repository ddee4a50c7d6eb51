package dev.flowguard.rules.provenance;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the policy itself knows of a recipient: words that are nobody's content there. Immutable and
 * safe to call from any thread; taken apart when they are first asked for.
 */
public final class OwnWords {
  /** Nothing is known. */
  public static final OwnWords NONE =
      new OwnWords(
          null,
          new Predicate<>() {
            @Override
            public boolean test(String host) {
              return false;
            }
          },
          Set.of(),
          List.of());

  private final @Nullable String processor;
  private final Predicate<String> hosts;
  private final Set<String> names;
  private final List<String> texts;
  private volatile @Nullable Words words;

  /**
   * @param processor id of the recipient; null for one that is not declared
   * @param hosts true for a host of the own services, as a URL has it
   * @param names public names of the recipient's interface
   * @param texts other words of the policy: its name, titles and own hosts
   */
  public OwnWords(
      @Nullable String processor, Predicate<String> hosts, Set<String> names, List<String> texts) {
    this.processor = processor;
    this.hosts = hosts;
    this.names = Set.copyOf(names);
    this.texts = List.copyOf(texts);
  }

  @Nullable String processor() {
    return processor;
  }

  Predicate<String> hosts() {
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
