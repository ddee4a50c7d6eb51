package dev.flowguard.rules.policy;

import dev.flowguard.rules.request.RequestUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Tells who gets a request: a declared host, else a request signature, else first-party, else
 * undeclared.
 *
 * <p>Immutable but for a cache of fixed size by host name: a host seen before costs one look-up and
 * no allocation, and a flood of names only overwrites entries. Safe to call from any thread.
 */
public final class Recipients {
  private static final int CACHE_SIZE = 4096;

  private final List<Recipient.Declared> declared = new ArrayList<>();
  private final HostPatterns firstParty;
  private final AtomicReferenceArray<@Nullable Known> cache =
      new AtomicReferenceArray<>(CACHE_SIZE);

  private Recipients(Policy policy) {
    for (Processor processor : policy.processors().values()) {
      declared.add(new Recipient.Declared(processor));
    }
    this.firstParty = policy.firstParty();
  }

  public static Recipients of(Policy policy) {
    return new Recipients(policy);
  }

  /** The form in which hosts are compared, see {@link What.OnlyHosts}. */
  public static String normalize(String host) {
    return Hosts.normalize(host);
  }

  /**
   * The recipient of a request to this place.
   *
   * @param host as written, any case, with or without brackets
   * @param port -1 where unknown
   * @param path percent-encoded
   */
  public Recipient of(String host, int port, String path, @Nullable String query) {
    Known known = known(host);
    if (known.byHost != null) {
      return known.byHost;
    }
    for (int i = 0; i < known.alsoHere.size(); i++) {
      Also also = known.alsoHere.get(i);
      if (also.endpoint.matchesRest(port, path)) {
        return also.recipient;
      }
    }
    if (query != null) {
      for (int i = 0; i < declared.size(); i++) {
        List<Signature> signatures = declared.get(i).processor().signatures();
        for (int j = 0; j < signatures.size(); j++) {
          if (signatures.get(j).matches(path, query)) {
            return declared.get(i);
          }
        }
      }
    }
    return known.isFirstParty ? Recipient.FIRST_PARTY : Recipient.UNDECLARED;
  }

  /**
   * The recipient of a request, by its target as a client has it at hand. Allocates nothing unless
   * the target may have a signature, or the host is declared for some paths only.
   *
   * @param target path and query, or an absolute URL
   */
  public Recipient ofTarget(String host, int port, String target) {
    Known known = known(host);
    if (known.byHost != null) {
      return known.byHost;
    }
    if (known.alsoHere.isEmpty() && !mayHaveSignature(target)) {
      return known.isFirstParty ? Recipient.FIRST_PARTY : Recipient.UNDECLARED;
    }
    RequestUrl url = RequestUrl.parse(target.startsWith("/") ? "x://h" + target : target);
    return of(host, port, url.path(), url.query());
  }

  private boolean mayHaveSignature(String target) {
    for (int i = 0; i < declared.size(); i++) {
      List<Signature> signatures = declared.get(i).processor().signatures();
      for (int j = 0; j < signatures.size(); j++) {
        if (target.contains(signatures.get(j).path())) {
          return true;
        }
      }
    }
    return false;
  }

  private Known known(String host) {
    int slot = spread(host.hashCode()) & CACHE_SIZE - 1;
    Known known = cache.get(slot);
    if (known == null || !known.host.equals(host)) {
      known = look(host);
      cache.set(slot, known);
    }
    return known;
  }

  private static int spread(int hash) {
    return hash ^ hash >>> 16;
  }

  private Known look(String host) {
    String normalized = Hosts.normalize(host);
    Recipient byHost = null;
    int longest = -1;
    List<Also> alsoHere = new ArrayList<>();
    for (Recipient.Declared recipient : declared) {
      int match = recipient.processor().hosts().match(normalized);
      if (match > longest) {
        longest = match;
        byHost = recipient;
      }
      for (Endpoint endpoint : recipient.processor().also()) {
        if (endpoint.matchesHost(normalized)) {
          alsoHere.add(new Also(endpoint, recipient));
        }
      }
    }
    return new Known(host, byHost, List.copyOf(alsoHere), firstParty.match(normalized) >= 0);
  }

  /** What is known of a host by its name alone. */
  private record Known(
      String host, @Nullable Recipient byHost, List<Also> alsoHere, boolean isFirstParty) {}

  private record Also(Endpoint endpoint, Recipient recipient) {}
}
