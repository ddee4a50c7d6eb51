package dev.flowguard.rules.policy;

import dev.flowguard.rules.request.PathForm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Values by the {@link PathPattern} of each. A look-up takes time in proportion to the path and to
 * the patterns whose first segments it has, not to all patterns. Immutable.
 *
 * @param <T> what has a pattern
 */
public final class PathIndex<T> {
  private final Node<T> asWritten = new Node<>();

  /** In the form of {@link PathForm}. */
  private final Node<T> inOneForm = new Node<>();

  /** Patterns that have the same segments up to here, and those that go on with a wildcard. */
  private static final class Node<T> {
    final Map<String, Node<T>> next = new HashMap<>();
    final List<Entry<T>> here = new ArrayList<>();
  }

  private record Entry<T>(int number, T value, List<String> segments) {}

  private PathIndex() {}

  /**
   * Makes an index.
   *
   * @param pattern of each value
   */
  public static <T> PathIndex<T> of(List<T> values, Function<T, PathPattern> pattern) {
    PathIndex<T> index = new PathIndex<>();
    for (int i = 0; i < values.size(); i++) {
      T value = values.get(i);
      String text = pattern.apply(value).pattern();
      add(index.asWritten, new Entry<>(i, value, PathPattern.segments(text)));
      List<String> lower = PathPattern.segments(text.toLowerCase(Locale.ROOT));
      add(index.inOneForm, new Entry<>(i, value, lower));
    }
    return index;
  }

  private static <T> void add(Node<T> root, Entry<T> entry) {
    Node<T> node = root;
    for (String segment : entry.segments()) {
      if (segment.indexOf('*') >= 0) {
        break;
      }
      Node<T> next = node.next.get(segment);
      if (next == null) {
        next = new Node<>();
        node.next.put(segment, next);
      }
      node = next;
    }
    node.here.add(entry);
  }

  /** The values whose pattern matches a path in some way of writing it, in the order given. */
  public List<T> of(String path) {
    List<String> form = PathForm.segments(path);
    List<String> written = PathPattern.segments(path);
    List<Entry<T>> found = find(inOneForm, form, List.of());
    if (!written.equals(form)) {
      found = find(asWritten, written, found);
    }
    if (found.isEmpty()) {
      return List.of();
    }
    List<T> values = new ArrayList<>(found.size());
    for (Entry<T> entry : found) {
      values.add(entry.value());
    }
    return values;
  }

  /** What was found before, and what is found here, by number. */
  private static <T> List<Entry<T>> find(Node<T> root, List<String> path, List<Entry<T>> before) {
    List<Entry<T>> found = before;
    Node<T> node = root;
    for (int depth = 0; node != null; depth++) {
      for (Entry<T> entry : node.here) {
        if (PathPattern.matches(entry.segments(), path)) {
          found = found.isEmpty() ? new ArrayList<>() : found;
          insert(entry, found);
        }
      }
      node = depth < path.size() ? node.next.get(path.get(depth)) : null;
    }
    return found;
  }

  private static <T> void insert(Entry<T> entry, List<Entry<T>> found) {
    int at = found.size();
    while (at > 0 && found.get(at - 1).number() > entry.number()) {
      at--;
    }
    if (at == 0 || found.get(at - 1).number() != entry.number()) {
      found.add(at, entry);
    }
  }
}
