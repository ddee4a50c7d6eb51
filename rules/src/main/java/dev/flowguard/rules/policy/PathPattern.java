package dev.flowguard.rules.policy;

import dev.flowguard.rules.request.PathForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A pattern for the path of a URL: {@code *} stands for anything within one segment, {@code **} for
 * any number of segments, none included, so that {@code /v1/customers/**} matches {@code
 * /v1/customers} too. A trailing slash does not matter. Matching takes time in proportion to path
 * times pattern, whatever they are.
 */
public record PathPattern(String pattern) {
  /** Every path. */
  public static final PathPattern ANY = new PathPattern("/**");

  /** Why this pattern can never match a path, with the remedy, or null. */
  static @Nullable String problem(String pattern) {
    if (pattern.contains("://")) {
      return "write the path alone, such as /v1/customers/**";
    }
    return pattern.indexOf('?') >= 0 || pattern.indexOf('#') >= 0
        ? "a path ends before '?' and '#'"
        : null;
  }

  /** True if the path, percent-encoded or not as the pattern is, matches. For what permits. */
  public boolean matches(String path) {
    return matches(segments(pattern), segments(path));
  }

  /**
   * True if the path matches in some way of writing it, see {@link PathForm}. For what forbids, and
   * for who gets a request.
   */
  public boolean matchesAnyForm(String path) {
    return matches(path)
        || matches(segments(pattern.toLowerCase(Locale.ROOT)), PathForm.segments(path));
  }

  /** True if some path may match both. */
  boolean meets(PathPattern other) {
    return matches(other.example()) || other.matches(example());
  }

  private String example() {
    return pattern.replace("**", "*").replace('*', 'x');
  }

  static boolean matches(List<String> wanted, List<String> given) {
    // reached[i]: the pattern's segments so far match the path's first i segments.
    boolean[] reached = new boolean[given.size() + 1];
    reached[0] = true;
    for (String segment : wanted) {
      boolean[] next = new boolean[given.size() + 1];
      boolean deep = segment.equals("**");
      for (int i = 0; i <= given.size(); i++) {
        if (deep) {
          next[i] = reached[i] || i > 0 && next[i - 1];
        } else {
          next[i] = i > 0 && reached[i - 1] && Glob.matches(segment, given.get(i - 1));
        }
      }
      reached = next;
    }
    return reached[given.size()];
  }

  static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    int start = 0;
    while (start < path.length()) {
      int end = path.indexOf('/', start);
      if (end < 0) {
        end = path.length();
      }
      if (end > start) {
        segments.add(path.substring(start, end));
      }
      start = end + 1;
    }
    return segments;
  }

  @Override
  public String toString() {
    return pattern;
  }
}
