package dev.flowguard.rules.policy;

import dev.flowguard.rules.request.PathForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Values by the {@link PathPattern} of each. A look-up takes time in proportion to the path and to
 * the patterns whose first segments it has, not to all patterns. Immutable.
 *
 * @param <T> what has a pattern
 */
public final class PathIndex<T> {
  private final Node<T> asWritten = new Node<>("");

  /** In the form of {@link PathForm}. */
  private final Node<T> inOneForm = new Node<>("");

  /** Patterns that have the same segments up to here, and those that go on with a wildcard. */
  private static final class Node<T> {
    private static final int FEW = 2;

    final String segment;
    final List<Entry<T>> here = new ArrayList<>();

    /** Chains of those that go on from here, by the hashes of their segments. */
    private @Nullable Node<T>[] table = table(FEW);

    private int count;
    private @Nullable Node<T> other;

    Node(String segment) {
      this.segment = segment;
    }

    @SuppressWarnings("unchecked") // an array of a type with a parameter
    private static <T> @Nullable Node<T>[] table(int length) {
      return (@Nullable Node<T>[]) new Node<?>[length];
    }

    /** The one with this segment; null if there is none. Allocates nothing. */
    @Nullable Node<T> next(String text, int start, int end, boolean isLowered) {
      for (Node<T> at = table[place(text, start, end)]; at != null; at = at.other) {
        if (at.is(text, start, end, isLowered)) {
          return at;
        }
      }
      return null;
    }

    private boolean is(String text, int start, int end, boolean isLowered) {
      boolean is = segment.length() == end - start;
      for (int i = 0; is && i < segment.length(); i++) {
        char c = text.charAt(start + i);
        is = segment.charAt(i) == (isLowered ? PathForm.lower(c) : c);
      }
      return is;
    }

    private int place(String text, int start, int end) {
      int hash = 0;
      for (int i = start; i < end; i++) {
        hash = 31 * hash + PathForm.lower(text.charAt(i));
      }
      return (hash ^ hash >>> 16) & table.length - 1;
    }

    Node<T> nextOrNew(String name) {
      Node<T> known = next(name, 0, name.length(), false);
      if (known != null) {
        return known;
      }
      if (count >= table.length) {
        grow();
      }
      Node<T> made = new Node<>(name);
      link(made);
      count++;
      return made;
    }

    private void link(Node<T> node) {
      int place = place(node.segment, 0, node.segment.length());
      node.other = table[place];
      table[place] = node;
    }

    private void grow() {
      @Nullable Node<T>[] before = table;
      table = table(2 * before.length);
      for (Node<T> first : before) {
        Node<T> at = first;
        while (at != null) {
          Node<T> after = at.other;
          link(at);
          at = after;
        }
      }
    }
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
      node = node.nextOrNew(segment);
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
      node = depth < path.size() ? next(node, path.get(depth)) : null;
    }
    return found;
  }

  private static <T> @Nullable Node<T> next(Node<T> node, String segment) {
    return node.next(segment, 0, segment.length(), false);
  }

  /**
   * True if no pattern matches a path, for paths that are written as usual and go another way than
   * all patterns before one of these has a wildcard or an end. Allocates nothing.
   *
   * @param text has the path from {@code start} to {@code end}
   */
  public boolean isCertainlyNone(String text, int start, int end) {
    Node<T> node = inOneForm;
    if (!node.here.isEmpty() || !PathForm.isPlain(text, start, end)) {
      return false;
    }
    for (int at = start; at < end; ) {
      int next = text.indexOf('/', at);
      int stop = next < 0 || next > end ? end : next;
      if (stop > at) {
        Node<T> inner = node.next(text, at, stop, true);
        if (inner == null) {
          return true;
        }
        if (!inner.here.isEmpty()) {
          return false;
        }
        node = inner;
      }
      at = stop + 1;
    }
    return true;
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
