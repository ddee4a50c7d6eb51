package dev.flowguard.rules.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hosts by suffix at label borders: {@code stripe.com} and {@code *.stripe.com} both stand for the
 * name and everything below it, not for {@code evilstripe.com}. The words {@code loopback} and
 * {@code private} stand for names and literals of those ranges, never for resolved addresses.
 */
public record HostPatterns(List<String> suffixes, boolean loopback, boolean privateRanges) {
  public static final HostPatterns NONE = new HostPatterns(List.of(), false, false);

  public HostPatterns {
    suffixes = List.copyOf(suffixes);
  }

  /** Reads patterns as a policy has them. */
  public static HostPatterns of(List<String> patterns) {
    List<String> suffixes = new ArrayList<>();
    boolean loopback = false;
    boolean privateRanges = false;
    for (String pattern : patterns) {
      switch (pattern) {
        case "loopback" -> loopback = true;
        case "private" -> privateRanges = true;
        default ->
            suffixes.add(
                Hosts.normalize(pattern.startsWith("*.") ? pattern.substring(2) : pattern));
      }
    }
    return new HostPatterns(suffixes, loopback, privateRanges);
  }

  /** True for a word that stands for a range of addresses. */
  static boolean isRange(String pattern) {
    return pattern.equals("loopback") || pattern.equals("private");
  }

  /** Why this pattern can never match a host, with the remedy, or null. */
  static @Nullable String problem(String pattern) {
    String name = pattern.startsWith("*.") ? pattern.substring(2) : pattern;
    if (name.contains("://") || name.indexOf('?') >= 0 || name.indexOf('@') >= 0) {
      return "write the host alone, such as api.example.com";
    }
    int slash = name.indexOf('/');
    if (slash >= 0) {
      return isNumber(name, slash + 1)
          ? "ranges of addresses are not built in this version. Write 'private' or 'loopback', or"
              + " each address"
          : "write the host alone; a place with a path is written under 'also'";
    }
    if (name.indexOf('*') >= 0) {
      return "a star stands only at the start, as in *.example.com, which is the same as"
          + " example.com";
    }
    int colon = name.indexOf(':');
    if (colon >= 0 && colon == name.lastIndexOf(':')) {
      return "a host has no port here. Write { host: \""
          + name
          + "\" } under 'also' of a processor";
    }
    boolean isBlank = name.isEmpty() || name.equals(".");
    return isBlank || name.indexOf(' ') >= 0 || name.indexOf(',') >= 0
        ? "'" + pattern + "' is not a host name, such as example.com"
        : null;
  }

  private static boolean isNumber(String text, int start) {
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return start < text.length();
  }

  /** The length of the longest suffix that the normalised host has, 0 for a range, or -1. */
  int match(String host) {
    int best = -1;
    for (String suffix : suffixes) {
      if (suffix.length() > best
          && host.endsWith(suffix)
          && (host.length() == suffix.length()
              || host.charAt(host.length() - suffix.length() - 1) == '.')) {
        best = suffix.length();
      }
    }
    if (best < 0
        && (loopback && Hosts.isLoopback(host) || privateRanges && Hosts.isPrivate(host))) {
      best = 0;
    }
    return best;
  }
}
