package dev.flowguard.rules.policy;

import dev.flowguard.rules.policy.Destination.Place;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.PathForm;
import dev.flowguard.rules.request.RequestUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Says who gets a request: the processors that its URL's host, its {@code Host} header or its
 * {@code :authority} name; else the one whose request signature it has; else first-party or
 * undeclared, by the URL's host alone: a header must not make a stranger a service of the company.
 *
 * <p>Immutable but for a cache of fixed size by host name: a host seen before costs one look-up and
 * no allocation, and a flood of names only overwrites entries. Safe to call from any thread.
 */
public final class Recipients {
  private static final int CACHE_SIZE = 4096;

  /** Characters of a host, or a header, that is kept: a host name has 255 at most. */
  private static final int LONGEST_CACHED = 300;

  /** Names looked at in one header value. */
  private static final int MOST_IN_HEADER = 8;

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

  /** The form in which hosts are compared, see {@link Constraint.OnlyHosts}. */
  public static String normalize(String host) {
    return Hosts.normalize(host);
  }

  /** True if a host, as written, belongs to a declared processor, whatever the path. */
  public boolean isProcessor(String host) {
    return ofHost(host, -1, "/", null) instanceof Recipient.Declared;
  }

  /**
   * All recipients of a request. Mostly one; two where URL and {@code Host} header name different
   * processors. A request signature in header or body is not looked for: see {@link #signed}.
   */
  public List<Destination> of(RequestUrl url, List<Header> headers) {
    List<Known> names = new ArrayList<>();
    names.add(known(url.host(), false));
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("host") || header.name().equalsIgnoreCase(":authority")) {
        names.add(known(header.value(), true));
      }
    }
    return of(names, url.port(), url.path(), url.query());
  }

  private List<Destination> of(List<Known> names, int port, String path, @Nullable String query) {
    List<Recipient.Declared> processors = new ArrayList<>();
    List<List<Place>> places = new ArrayList<>();
    for (Known name : names) {
      for (Name each : name.names) {
        Recipient.Declared processor = each.processor(port, path);
        if (processor != null) {
          int at = processors.indexOf(processor);
          if (at < 0) {
            at = processors.size();
            processors.add(processor);
            places.add(new ArrayList<>());
          }
          places.get(at).add(each.place(port));
        }
      }
    }
    List<Destination> destinations = new ArrayList<>();
    for (int i = 0; i < processors.size(); i++) {
      destinations.add(new Destination(processors.get(i), places.get(i)));
    }
    if (destinations.isEmpty()) {
      Name url = names.get(0).names.get(0);
      Recipient.Declared signed = bySignature(path, query);
      destinations.add(
          new Destination(signed != null ? signed : url.unnamed(port), List.of(url.place(port))));
    }
    return destinations;
  }

  /**
   * The recipient of a request to a host, path and query, without its headers.
   *
   * @param host as written, any case, with or without brackets
   * @param port -1 where unknown
   * @param path percent-encoded
   */
  Recipient ofHost(String host, int port, String path, @Nullable String query) {
    return of(List.of(known(host, false)), port, path, query).get(0).recipient();
  }

  private Recipient.@Nullable Declared bySignature(String path, @Nullable String query) {
    if (query == null || !mayHaveSignature(path)) {
      return null;
    }
    List<String> segments = PathForm.segments(path);
    for (Recipient.Declared recipient : declared) {
      for (Signature signature : recipient.processor().signatures()) {
        if (signature.isOn(segments) && signature.isInQuery(query)) {
          return recipient;
        }
      }
    }
    return null;
  }

  /**
   * The processors whose signature a request to this path may have in a header or its body.
   *
   * @param path percent-encoded
   */
  public List<Recipient.Declared> signers(String path) {
    if (!mayHaveSignature(path)) {
      return List.of();
    }
    List<String> segments = PathForm.segments(path);
    List<Recipient.Declared> signers = new ArrayList<>();
    for (Recipient.Declared recipient : declared) {
      for (Signature signature : recipient.processor().signatures()) {
        if (!signers.contains(recipient)
            && (signature.in().contains(Signature.Place.BODY)
                || signature.in().contains(Signature.Place.HEADER))
            && signature.isOn(segments)) {
          signers.add(recipient);
        }
      }
    }
    return signers;
  }

  /** The processor whose signature this field of a request to this path is, or null. */
  public Recipient.@Nullable Declared signed(
      String path, Signature.Place place, String name, String value) {
    List<String> segments = PathForm.segments(path);
    for (Recipient.Declared recipient : declared) {
      for (Signature signature : recipient.processor().signatures()) {
        if (signature.in().contains(place)
            && signature.isIn(name, value)
            && signature.isOn(segments)) {
          return recipient;
        }
      }
    }
    return null;
  }

  /**
   * The recipient of a request, by what a client has at hand early. Allocates nothing for hosts
   * seen before.
   *
   * @param target path and query, or an absolute URL
   * @param hostHeader value of {@code Host} or {@code :authority}; null where the client has none
   *     or derives it from the host
   * @return null where a look at the names is not enough: see {@link #allOf}
   */
  public @Nullable Recipient early(
      String host, int port, String target, @Nullable String hostHeader) {
    Known known = known(host, false);
    Known header = hostHeader == null || hostHeader.equals(host) ? null : known(hostHeader, true);
    if (!known.isPlain || header != null && !header.isPlain || !isSameHost(target, host)) {
      return null;
    }
    Recipient.Declared byHost = known.names.get(0).byHost;
    Recipient.Declared byHeader = header == null ? null : header.names.get(0).byHost;
    if (byHost != null && byHeader != null && byHost != byHeader) {
      return null;
    }
    if (byHost != null || byHeader != null) {
      return byHost != null ? byHost : byHeader;
    }
    return mayHaveSignature(target) ? null : known.names.get(0).unnamed(port);
  }

  /**
   * All that may get a request, by what a client has at hand early: those whose signature it may
   * have in a header or its body are among them.
   *
   * @see #early
   */
  public List<Recipient> allOf(String host, int port, String target, @Nullable String hostHeader) {
    RequestUrl url = RequestUrl.parse(target.startsWith("/") ? "x://h" + target : target);
    List<Known> names = new ArrayList<>();
    names.add(known(host, false));
    if (!target.startsWith("/") && !url.host().isEmpty()) {
      names.add(known(url.host(), false));
    }
    if (hostHeader != null) {
      names.add(known(hostHeader, true));
    }
    List<Recipient> all = new ArrayList<>();
    for (Destination destination : of(names, port, url.path(), url.query())) {
      all.add(destination.recipient());
    }
    if (!(all.get(0) instanceof Recipient.Declared)) {
      if (!target.startsWith("/") && !url.host().isEmpty()) {
        all.add(known(url.host(), false).names.get(0).unnamed(port));
      }
      all.addAll(signers(url.path()));
    }
    return all;
  }

  /** True for a target without a host, or with this one. Allocates nothing. */
  private static boolean isSameHost(String target, String host) {
    if (target.startsWith("/") && !target.startsWith("//")) {
      return true;
    }
    int start = target.indexOf("://") + 3;
    if (start < 4 || start >= target.length() || host.isEmpty()) {
      return false;
    }
    boolean isBare = target.charAt(start) == '[' && host.charAt(0) != '[';
    int end = start + host.length() + (isBare ? 2 : 0);
    if (!target.regionMatches(true, start + (isBare ? 1 : 0), host, 0, host.length())
        || isBare && (end > target.length() || target.charAt(end - 1) != ']')) {
      return false;
    }
    if (end < target.length() && target.charAt(end) == ':') {
      end++;
      while (end < target.length() && target.charAt(end) >= '0' && target.charAt(end) <= '9') {
        end++;
      }
    }
    return end == target.length() || "/?#".indexOf(target.charAt(end)) >= 0;
  }

  private boolean mayHaveSignature(String target) {
    int start = pathStart(target);
    int end = start;
    while (end < target.length() && target.charAt(end) != '?' && target.charAt(end) != '#') {
      end++;
    }
    for (int i = 0; i < declared.size(); i++) {
      List<Signature> signatures = declared.get(i).processor().signatures();
      for (int j = 0; j < signatures.size(); j++) {
        if (signatures.get(j).mayBeOn(target, start, end)) {
          return true;
        }
      }
    }
    return false;
  }

  private static int pathStart(String target) {
    if (target.startsWith("/")) {
      return 0;
    }
    int scheme = target.indexOf("://");
    int at = scheme < 0 ? 0 : scheme + 3;
    while (scheme >= 0 && at < target.length() && "/\\?#".indexOf(target.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  /**
   * What is known of a name.
   *
   * @param text host of a URL, or the value of a header
   */
  private Known known(String text, boolean isHeader) {
    int slot = spread(isHeader ? ~text.hashCode() : text.hashCode()) & CACHE_SIZE - 1;
    Known known = cache.get(slot);
    if (known == null || known.isHeader != isHeader || !known.text.equals(text)) {
      known = new Known(text, isHeader, isHeader ? header(text) : List.of(name(text, -1)));
      if (text.length() <= LONGEST_CACHED) {
        cache.set(slot, known);
      }
    }
    return known;
  }

  private static int spread(int hash) {
    return hash ^ hash >>> 16;
  }

  /** The names in a {@code Host} header: one, or several where a client joined them by commas. */
  private List<Name> header(String value) {
    List<Name> names = new ArrayList<>();
    int start = 0;
    while (start <= value.length() && names.size() < MOST_IN_HEADER) {
      int comma = value.indexOf(',', start);
      int end = comma < 0 ? value.length() : comma;
      String one = value.substring(start, end).trim();
      RequestUrl parsed = RequestUrl.parse(one.contains("://") ? one : "x://" + one);
      names.add(name(parsed.host(), parsed.port()));
      start = end + 1;
    }
    return names;
  }

  private Name name(String host, int port) {
    String normalized = Hosts.normalize(host);
    Recipient.Declared byHost = null;
    int longest = -1;
    List<Also> alsoHere = new ArrayList<>();
    for (Recipient.Declared recipient : declared) {
      int match = recipient.processor().hosts().match(normalized);
      if (match > longest) {
        longest = match;
        byHost = recipient;
      }
      addHere(recipient.processor().also(), normalized, recipient, alsoHere);
      addHere(recipient.processor().hosts().places(), normalized, recipient, alsoHere);
    }
    addHere(firstParty.places(), normalized, Recipient.FIRST_PARTY, alsoHere);
    return new Name(
        normalized, port, byHost, List.copyOf(alsoHere), firstParty.match(normalized) >= 0);
  }

  private static void addHere(
      List<Endpoint> places, String normalized, Recipient recipient, List<Also> here) {
    for (Endpoint place : places) {
      if (place.matchesHost(normalized)) {
        here.add(new Also(place, recipient));
      }
    }
  }

  /** The names in the host of a URL or in a header. */
  private static final class Known {
    final String text;
    final boolean isHeader;
    final List<Name> names;

    /** True if one host name alone says who it is. */
    final boolean isPlain;

    Known(String text, boolean isHeader, List<Name> names) {
      this.text = text;
      this.isHeader = isHeader;
      this.names = names;
      this.isPlain = names.size() == 1 && names.get(0).alsoHere.isEmpty();
    }
  }

  /**
   * A host name.
   *
   * @param port as the header has it; -1 for the URL's
   * @param byHost the processor that has this host
   */
  private record Name(
      String host,
      int port,
      Recipient.@Nullable Declared byHost,
      List<Also> alsoHere,
      boolean isFirstParty) {

    /** The processor that this name stands for, or null. */
    Recipient.@Nullable Declared processor(int urlPort, String path) {
      if (byHost != null) {
        return byHost;
      }
      for (Also also : alsoHere) {
        PathPattern pattern = also.endpoint.path();
        if (also.recipient instanceof Recipient.Declared processor
            && (also.endpoint.matchesPort(port) || also.endpoint.matchesPort(urlPort))
            && (pattern == null || pattern.matchesAnyForm(path))) {
          return processor;
        }
      }
      return null;
    }

    Place place(int urlPort) {
      return new Place(host, port < 0 ? urlPort : port);
    }

    /** The recipient where no name is that of a processor. */
    Recipient unnamed(int urlPort) {
      boolean isOwn = isFirstParty;
      for (int i = 0; i < alsoHere.size(); i++) { // without an iterator: nothing is allocated here
        Also also = alsoHere.get(i);
        isOwn |= also.recipient == Recipient.FIRST_PARTY && also.endpoint.matchesPort(urlPort);
      }
      return isOwn ? Recipient.FIRST_PARTY : Recipient.UNDECLARED;
    }
  }

  private record Also(Endpoint endpoint, Recipient recipient) {}
}
