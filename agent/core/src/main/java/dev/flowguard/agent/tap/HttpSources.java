package dev.flowguard.agent.tap;

import dev.flowguard.agent.spi.Taps.Side;
import dev.flowguard.rules.policy.PathIndex;
import dev.flowguard.rules.policy.PathPattern;
import dev.flowguard.rules.policy.Source;
import dev.flowguard.rules.vocabulary.SourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The bodies that a policy declares of what the application serves, by path. A look-up takes the
 * same time however many there are. Thread-safe.
 */
final class HttpSources {
  private static final int RECENT = 64;
  private static final int LONGEST_PATH = 200;

  private record Found(String method, String path, List<DeclaredSource<Source.Messages>> sources) {
    /** No path, which may be content. */
    @Override
    public String toString() {
      return "Found[" + sources.size() + "]";
    }
  }

  private final List<DeclaredSource<Source.Messages>> all;
  private final PathIndex<DeclaredSource<Source.Messages>> byPath;

  /**
   * What was found last, by path. Taps ask twice for each message, and many have the same path.
   * Writes may get lost: then it is looked up again.
   */
  private final @Nullable Found[] recent = new @Nullable Found[RECENT];

  /** All before it have fired. */
  private volatile int firstUnfired;

  private static final class Pattern
      implements Function<DeclaredSource<Source.Messages>, PathPattern> {
    @Override
    public PathPattern apply(DeclaredSource<Source.Messages> of) {
      return ((Source.Http) of.source()).path();
    }
  }

  /**
   * @param sources those of other kinds and of the other side are left out
   */
  HttpSources(Side side, List<DeclaredSource<Source.Messages>> sources) {
    List<DeclaredSource<Source.Messages>> ofSide = new ArrayList<>();
    for (DeclaredSource<Source.Messages> each : sources) {
      if (each.source() instanceof Source.Http http
          && (http.kind() == SourceKind.HTTP_OUT) == (side == Side.RESPONSE)) {
        ofSide.add(each);
      }
    }
    all = List.copyOf(ofSide);
    byPath = PathIndex.of(all, new Pattern());
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Those that capture messages of this method and path. */
  List<DeclaredSource<Source.Messages>> of(String method, String path) {
    int place = path.hashCode() & RECENT - 1;
    Found known = recent[place];
    if (known != null && known.path.equals(path) && known.method.equals(method)) {
      return known.sources;
    }
    List<DeclaredSource<Source.Messages>> found = find(method, path);
    if (path.length() <= LONGEST_PATH) {
      recent[place] = new Found(method, path, found);
    }
    return found;
  }

  private List<DeclaredSource<Source.Messages>> find(String method, String path) {
    List<DeclaredSource<Source.Messages>> ofPath = byPath.of(path);
    if (ofPath.isEmpty()) {
      return ofPath;
    }
    List<DeclaredSource<Source.Messages>> found = new ArrayList<>(ofPath.size());
    for (DeclaredSource<Source.Messages> each : ofPath) {
      if (each.source() instanceof Source.Http http && http.isOf(method)) {
        found.add(each);
      }
    }
    return List.copyOf(found);
  }

  /**
   * True if no message of a path is captured, whatever its method, where that is seen at once.
   * Allocates nothing.
   *
   * @param text has the path from {@code start} to {@code end}
   */
  boolean isCertainlyNone(String text, int start, int end) {
    return byPath.isCertainlyNone(text, start, end);
  }

  /** True if one of them has captured nothing yet. */
  boolean hasUnfired() {
    int first = firstUnfired;
    while (first < all.size() && all.get(first).hasFired()) {
      first++;
      firstUnfired = first;
    }
    return first < all.size();
  }
}
