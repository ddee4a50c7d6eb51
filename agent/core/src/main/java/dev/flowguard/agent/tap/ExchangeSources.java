package dev.flowguard.agent.tap;

import dev.flowguard.rules.policy.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The declared exchanges of one policy, by host: one look-up for a host seen before. Thread-safe;
 * bounded.
 */
final class ExchangeSources {
  private static final int MOST_HOSTS = 4_096;
  private static final int LONGEST_HOST = 300;

  private final List<DeclaredSource<Source.Messages>> all;
  private final Map<String, List<DeclaredSource<Source.Messages>>> byHost =
      new ConcurrentHashMap<>();

  /**
   * @param sources those of other kinds are left out
   */
  ExchangeSources(List<DeclaredSource<Source.Messages>> sources) {
    List<DeclaredSource<Source.Messages>> exchanges = new ArrayList<>();
    for (DeclaredSource<Source.Messages> each : sources) {
      if (each.source() instanceof Source.Exchange) {
        exchanges.add(each);
      }
    }
    all = List.copyOf(exchanges);
  }

  /** Those of a host, as a client has it, whatever the port and path. */
  List<DeclaredSource<Source.Messages>> of(String host) {
    if (all.isEmpty()) {
      return all;
    }
    List<DeclaredSource<Source.Messages>> known = byHost.get(host);
    if (known != null) {
      return known;
    }
    List<DeclaredSource<Source.Messages>> found = new ArrayList<>();
    for (DeclaredSource<Source.Messages> each : all) {
      if (each.source() instanceof Source.Exchange exchange && exchange.isHost(host)) {
        found.add(each);
      }
    }
    List<DeclaredSource<Source.Messages>> list = List.copyOf(found);
    if (host.length() <= LONGEST_HOST && byHost.size() < MOST_HOSTS) {
      byHost.put(host, list);
    }
    return list;
  }
}
