package dev.flowguard.rules.policy;

import java.util.ArrayList;
import java.util.List;

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
