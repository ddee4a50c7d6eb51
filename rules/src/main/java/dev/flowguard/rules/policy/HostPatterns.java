package dev.flowguard.rules.policy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Hosts by suffix at label borders: {@code stripe.com} and {@code *.stripe.com} both stand for the
 * name and everything below it, not for {@code evilstripe.com}. Within a label, {@code *} means any
 * characters: {@code bedrock-runtime.*.amazonaws.com}. {@code host:port} is that port only, {@code
 * 10.0.0.0/8} a range of addresses. The words {@code loopback} and {@code private} stand for names
 * and literals of those ranges. Ranges contain literals, never resolved addresses.
 *
 * @param suffixes normalised, without a leading {@code *.}
 * @param places those with a port
 */
public record HostPatterns(
    List<String> suffixes,
    List<Endpoint> places,
    List<AddressRange> ranges,
    boolean loopback,
    boolean privateRanges)
    implements Predicate<String> {
  public static final HostPatterns NONE =
      new HostPatterns(List.of(), List.of(), List.of(), false, false);

  private static final String BELOW = "*.";

  /** With brackets and an end dot. */
  private static final int LONGEST_HOST = 256;

  /** Labels under which a country's registry sells names, as {@code co} in {@code co.uk}. */
  private static final Set<String> REGISTRY_LABELS =
      Set.of("co", "com", "net", "org", "gov", "gob", "edu", "ac", "or", "ne", "go", "nom", "gen");

  /** Top-level domains that are not countries and under which anybody may have a name. */
  private static final Set<String> OPEN_DOMAINS =
      Set.of(
          "com", "net", "org", "info", "biz", "app", "dev", "cloud", "online", "site", "store",
          "shop", "tech", "xyz", "page", "link", "live", "email", "chat", "agency", "eu", "uk");

  public HostPatterns {
    suffixes = List.copyOf(suffixes);
    places = List.copyOf(places);
    ranges = List.copyOf(ranges);
  }

  /** Reads patterns as a policy has them; those with a {@link #problem} match nothing. */
  public static HostPatterns of(List<String> patterns) {
    List<String> suffixes = new ArrayList<>();
    List<Endpoint> places = new ArrayList<>();
    List<AddressRange> ranges = new ArrayList<>();
    boolean loopback = false;
    boolean privateRanges = false;
    for (String pattern : patterns) {
      AddressRange range = AddressRange.parse(pattern);
      if (pattern.equals("loopback")) {
        loopback = true;
      } else if (pattern.equals("private")) {
        privateRanges = true;
      } else if (range != null) {
        ranges.add(range);
      } else if (Endpoint.hasPort(pattern)) {
        places.add(Endpoint.of(pattern, null));
      } else {
        suffixes.add(
            Hosts.normalize(
                pattern.startsWith(BELOW) ? pattern.substring(BELOW.length()) : pattern));
      }
    }
    return new HostPatterns(suffixes, places, ranges, loopback, privateRanges);
  }

  /** True for a pattern that means more than one name and what is below it. */
  static boolean isWide(String pattern) {
    return pattern.equals("loopback")
        || pattern.equals("private")
        || pattern.indexOf('*') >= 0
        || AddressRange.parse(pattern) != null;
  }

  /**
   * One host in its one form: no pattern, and without a port.
   *
   * @return null for anything else
   */
  public static @Nullable String exact(String host) {
    return host.length() > LONGEST_HOST
            || isWide(host)
            || host.startsWith(BELOW)
            || Endpoint.hasPort(host)
            || problem(host) != null
        ? null
        : Hosts.normalize(host);
  }

  /** Why this pattern can never match a host, or matches strangers, with the remedy; or null. */
  static @Nullable String problem(String pattern) {
    if (pattern.contains("://") || pattern.indexOf('?') >= 0 || pattern.indexOf('@') >= 0) {
      return "write the host alone, such as api.example.com";
    }
    if (pattern.indexOf('/') >= 0) {
      return slashProblem(pattern);
    }
    if (Endpoint.hasPort(pattern)) {
      return Endpoint.problem(pattern);
    }
    String name = pattern.startsWith(BELOW) ? pattern.substring(BELOW.length()) : pattern;
    String labels = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    int colon = labels.indexOf(':');
    if (colon >= 0 && colon == labels.lastIndexOf(':')) {
      return "a port is a number, as in api.example.com:8443";
    }
    for (int i = 0; i < labels.length(); i++) {
      if (Character.isWhitespace(labels.charAt(i)) || labels.charAt(i) == ',') {
        labels = "";
      }
    }
    if (labels.isEmpty() || labels.startsWith(".") || labels.contains("..")) {
      return "'" + pattern + "' is not a host name, such as example.com";
    }
    int star = labels.lastIndexOf('*');
    int rest = labels.indexOf('.', Math.max(star, 0));
    if (star >= 0 && rest < 0) {
      return "the end of the name is written out, as in api.*.example.com";
    }
    String written = star < 0 ? labels : labels.substring(rest + 1);
    return isOpenToAll(written)
        ? "'"
            + written
            + "' is where anybody registers names: write the name below it, such as example."
            + written
        : null;
  }

  private static @Nullable String slashProblem(String pattern) {
    if (AddressRange.parse(pattern) != null) {
      return null;
    }
    int slash = pattern.indexOf('/');
    boolean isAddress = Hosts.literal(Hosts.normalize(pattern.substring(0, slash))) != null;
    return isAddress
        ? "a range of addresses is written 10.0.0.0/8 or fd00::/8, with at most 32 or 128 bits"
        : "write the host alone; a place with a path is written under 'also'";
  }

  /** True for a top-level domain, or a country's second level, under which anybody has names. */
  private static boolean isOpenToAll(String written) {
    String name = written.toLowerCase(Locale.ROOT);
    int dot = name.indexOf('.');
    if (dot < 0) {
      return OPEN_DOMAINS.contains(name) || isCountry(name);
    }
    return REGISTRY_LABELS.contains(name.substring(0, dot)) && isCountry(name.substring(dot + 1));
  }

  private static boolean isCountry(String label) {
    return label.length() == 2
        && (label.equals("uk")
            || Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2)
                .contains(label.toUpperCase(Locale.ROOT)));
  }

  /** True if a host, as somebody wrote it, is one of these. */
  @Override
  public boolean test(String host) {
    return contains(host);
  }

  /** True if a host, as somebody wrote it, is one of these. */
  public boolean contains(String host) {
    return match(Hosts.normalize(host)) >= 0;
  }

  /** The length of the longest suffix that the normalised host has, 0 for a range, or -1. */
  int match(String host) {
    int best = -1;
    for (String suffix : suffixes) {
      if (suffix.length() > best && isBelow(host, suffix)) {
        best = suffix.length();
      }
    }
    if (best < 0
        && (loopback && Hosts.isLoopback(host)
            || privateRanges && Hosts.isPrivate(host)
            || isInRange(host))) {
      best = 0;
    }
    return best;
  }

  /** True for a request to this host and port. */
  public boolean matches(String anyHost, int port) {
    String host = Hosts.normalize(anyHost);
    boolean matches = match(host) >= 0;
    for (Endpoint place : places) {
      matches |= place.matchesHost(host) && place.matchesPort(port);
    }
    return matches;
  }

  /**
   * True if some host may be one of these and one of the others.
   *
   * @param port of the others, -1 for any
   */
  boolean meets(HostPatterns others, int port) {
    for (String example : others.examples()) {
      if (match(example) >= 0) {
        return true;
      }
      for (Endpoint place : places) {
        if (place.matchesHost(example) && (port < 0 || place.matchesPort(port))) {
          return true;
        }
      }
    }
    for (String example : examples()) {
      if (others.match(example) >= 0) {
        return true;
      }
    }
    for (Endpoint place : places) {
      if (others.match(place.host()) >= 0 && (port < 0 || place.matchesPort(port))) {
        return true;
      }
    }
    return false;
  }

  /** A host of each pattern without a port that is not a range. */
  private List<String> examples() {
    List<String> examples = new ArrayList<>();
    for (String suffix : suffixes) {
      examples.add(suffix.replace('*', 'x'));
    }
    if (loopback) {
      examples.add("localhost");
    }
    if (privateRanges) {
      examples.add("10.0.0.1");
    }
    return examples;
  }

  private boolean isInRange(String host) {
    InetAddress literal = ranges.isEmpty() ? null : Hosts.literal(host);
    boolean isIn = false;
    for (AddressRange range : ranges) {
      isIn |= literal != null && range.contains(literal);
    }
    return isIn;
  }

  private static boolean isBelow(String host, String suffix) {
    if (suffix.indexOf('*') < 0) {
      return host.endsWith(suffix)
          && (host.length() == suffix.length()
              || host.charAt(host.length() - suffix.length() - 1) == '.');
    }
    // Label by label from the right: a star does not reach over a dot.
    int hostEnd = host.length();
    int end = suffix.length();
    while (end >= 0) {
      if (hostEnd < 0) {
        return false;
      }
      int dot = suffix.lastIndexOf('.', end - 1);
      int hostDot = host.lastIndexOf('.', hostEnd - 1);
      if (!Glob.matches(suffix.substring(dot + 1, end), host.substring(hostDot + 1, hostEnd))) {
        return false;
      }
      end = dot;
      hostEnd = hostDot;
    }
    return true;
  }
}
