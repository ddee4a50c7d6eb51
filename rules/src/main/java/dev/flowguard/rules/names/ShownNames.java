package dev.flowguard.rules.names;

import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.payload.Layers;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.OwnWords;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.provenance.Thresholds;
import dev.flowguard.rules.request.RequestUrl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Decides which names of a request evidence may show. Names can be content themselves: a question
 * as a key, a person as a file name, a sentence as nested keys.
 *
 * <p>A name is shown if it is known from the catalogue, the policy or a standard, or if 20 earlier
 * requests of the same path template had it. Of names that were only seen, those that hold digits
 * are hidden where they hold more than {@value #MOST_DIGITS} together, however they are separated;
 * and where the names that are left make text that was captured, all are hidden. A hidden name
 * shows as its length.
 *
 * <p>Safe to call from any thread.
 */
public final class ShownNames {
  /** Digits that the names of one record may show together: a number of five could be content. */
  private static final int MOST_DIGITS = 4;

  /** Longest position or field number that may be shown, in digits. */
  private static final int LONGEST_NUMBER = 3;

  private final KnownNames known;
  private final ProtectedContent content;

  /**
   * @param content what was captured
   */
  public ShownNames(Policy policy, ProtectedContent content) {
    this.known = new KnownNames(policy);
    this.content = content;
  }

  /**
   * What may be shown of one request.
   *
   * @param host each label that could be content shows as its length
   * @param path with braces for each segment that could be an id or content
   * @param locations in the order given
   */
  public record Shown(String host, String path, List<String> locations) {
    public Shown {
      locations = List.copyOf(locations);
    }
  }

  /**
   * What may be shown of a request.
   *
   * @param seen what earlier requests had
   * @param recipient id of a processor, {@code first-party} or {@code undeclared}
   */
  public Shown of(SeenNames seen, String recipient, RequestUrl url, List<Location> locations) {
    Collected names = new Collected(seen, recipient, url);
    String[] labels = url.host().split("\\.", -1);
    boolean isAddress = isAddress(url.host());
    for (String label : isAddress ? new String[0] : labels) {
      names.label(label);
    }
    segments(url.path(), names::segment);
    for (Location location : locations) {
      location.shown(names::name);
    }
    Set<String> safe = safe(names);
    List<String> places = new ArrayList<>();
    for (Location location : locations) {
      places.add(location.shown((kind, name) -> safe.contains(name)));
    }
    return new Shown(isAddress ? url.host() : host(labels, safe), path(url.path(), safe), places);
  }

  /** A text that the application itself gives for the record: its length if it was captured. */
  public String unlessCaptured(String text) {
    return isCaptured(text.replace('.', ' ')) ? Location.hidden(text) : text;
  }

  /** As it is, for test data only. */
  public static Shown all(RequestUrl url, List<Location> locations) {
    return new Shown(url.host(), url.path(), locations.stream().map(Location::named).toList());
  }

  private static String host(String[] labels, Set<String> safe) {
    StringBuilder out = new StringBuilder();
    for (String label : labels) {
      out.append(out.length() == 0 ? "" : ".");
      out.append(safe.contains(label) ? label : Location.hidden(label));
    }
    return out.toString();
  }

  private static String path(String path, Set<String> safe) {
    StringBuilder out = new StringBuilder();
    segments(
        path,
        (start, end) -> {
          String segment = path.substring(start, end);
          out.append('/').append(safe.contains(segment) ? segment : "{}");
        });
    return out.length() == 0 ? "/" : out.toString();
  }

  /** The names of one request that may be shown as far as each goes by itself. */
  private final class Collected {
    private final SeenNames seen;
    private final String recipient;
    private final RequestUrl url;
    private final Set<Name> candidates = new LinkedHashSet<>();

    /** The same in the order in which they are shown, again where they occur again. */
    private final List<Name> inOrder = new ArrayList<>();

    /** In all of them, of a name that occurs twice counted twice. */
    private int digits;

    Collected(SeenNames seen, String recipient, RequestUrl url) {
      this.seen = seen;
      this.recipient = recipient;
      this.url = url;
    }

    void label(String label) {
      add(Location.Kind.HOST, label, () -> seen.isLabelSeen(recipient, label));
    }

    void segment(int start, int end) {
      add(
          Location.Kind.PATH,
          url.path().substring(start, end),
          () -> seen.isSegmentSeen(recipient, url.path(), start, end));
    }

    /** False: nothing is shown yet. */
    boolean name(Location.Kind kind, String name) {
      add(kind, name, () -> isNumber(kind, name) || seen.isSeen(recipient, url, kind, name));
      return false;
    }

    private void add(Location.Kind kind, String name, BooleanSupplier isSeen) {
      boolean isKnown = known.isKnown(recipient, kind, name);
      if (isKnown || isSeen.getAsBoolean()) {
        Name candidate = new Name(name, isKnown);
        candidates.add(candidate);
        inOrder.add(candidate);
        digits += isKnown ? 0 : ShownNames.digits(name);
      }
    }

    /** A position in a form, a field number of protobuf: a few digits, which are counted. */
    private static boolean isNumber(Location.Kind kind, String name) {
      return (kind == Location.Kind.FORM
              || kind == Location.Kind.QUERY
              || kind == Location.Kind.PROTOBUF)
          && name.length() <= LONGEST_NUMBER
          && ShownNames.digits(name) == name.length();
    }
  }

  /** A name that may be shown as far as it goes by itself. */
  private record Name(String text, boolean isKnown) {}

  /** The names that may be shown together. */
  private Set<String> safe(Collected names) {
    boolean areDigitsShown = names.digits <= MOST_DIGITS;
    Set<String> safe = new HashSet<>();
    for (Name name : names.candidates) {
      if (name.isKnown || areDigitsShown || digits(name.text) == 0) {
        safe.add(name.text);
      }
    }
    boolean isCaptured =
        isCaptured(run(names.candidates, safe)) || isCaptured(run(names.inOrder, safe));
    return isCaptured ? Set.of() : safe;
  }

  private static String run(Collection<Name> names, Set<String> safe) {
    StringBuilder run = new StringBuilder();
    for (Name name : names) {
      if (safe.contains(name.text)) {
        run.append(run.length() == 0 ? "" : " ").append(name.text);
      }
    }
    return run.toString();
  }

  private boolean isCaptured(String run) {
    if (run.isEmpty()) {
      return false;
    }
    Leaf leaf =
        new Leaf.Text(Location.of(Location.Kind.BODY), Layers.NONE, run.replace('_', ' '), false);
    Payload payload = new Payload(List.of(leaf), Inspection.COMPLETE);
    return !content.match(payload, Thresholds.STRUCTURED, Set.of(), OwnWords.NONE).isEmpty();
  }

  private static int digits(String text) {
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      digits += Character.isDigit(text.charAt(i)) ? 1 : 0;
    }
    return digits;
  }

  private interface Segment {
    void take(int start, int end);
  }

  private static void segments(String path, Segment each) {
    int start = 1;
    while (start < path.length()) {
      int end = path.indexOf('/', start);
      if (end < 0) {
        end = path.length();
      }
      each.take(start, end);
      start = end + 1;
    }
  }

  /** An IPv4 or IPv6 literal. It must be of a place on the network, which leaves it no room. */
  private static boolean isAddress(String host) {
    if (host.startsWith("[")) {
      return host.chars().allMatch(c -> Character.digit(c, 16) >= 0 || "[]:.".indexOf(c) >= 0);
    }
    String[] parts = host.split("\\.", -1);
    boolean isAddress = parts.length == 4;
    for (String part : parts) {
      isAddress &=
          !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
    }
    return isAddress;
  }
}
