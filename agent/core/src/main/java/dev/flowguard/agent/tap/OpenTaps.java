package dev.flowguard.agent.tap;

import dev.flowguard.agent.spi.BodyBudget;
import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.StoredValues;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.status.SourceStatus;
import dev.flowguard.agent.thread.NoAction;
import dev.flowguard.rules.policy.Category;
import dev.flowguard.rules.policy.MessagePlace;
import dev.flowguard.rules.policy.Peer;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Selection;
import dev.flowguard.rules.policy.Source;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.vocabulary.SourceKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The bodies that arrive now and that some source captures. What has come of them is captured
 * before each judgement, so that it is known although the end of a body may never come in time:
 * many applications stop reading at the last brace.
 *
 * <p>Thread-safe. All bodies together take at most an eighth of the heap, and there are at most
 * 10,000 of them.
 */
public final class OpenTaps implements Taps, ProtectedContent.Arriving {
  private static final int MOST_OPEN = 10_000;

  /** Sources of which one report says what they may have meant. */
  private static final int MOST_COMPARED = 100;

  /** Bytes of open bodies that one judgement captures: as many as a long one may have. */
  private static final long MOST_AT_ONCE = LongBody.MOST_UNREAD;

  private final ProtectedContent content;
  private final BiConsumer<String, Throwable> faults;
  private final BodyBudget budget = BodyBudget.ofHeap();
  private final Set<OpenBody> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong numbers = new AtomicLong();
  private final NearPaths near = new NearPaths();
  private final NearPaths nearAnswers = new NearPaths();
  private final NearPaths nearExchanges = new NearPaths();
  private final RecentValues recent = new RecentValues();
  private final DeclaredRows rows;

  private final TappedLibraries libraries = new TappedLibraries();

  private volatile List<DeclaredSource<Source.Messages>> sources = List.of();
  private volatile HttpSources requests = new HttpSources(Side.REQUEST, List.of());
  private volatile HttpSources answers = new HttpSources(Side.RESPONSE, List.of());
  private volatile ExchangeSources exchanges = new ExchangeSources(List.of());
  private volatile @Nullable StoredSources stored;
  private volatile Runnable changed = NoAction.INSTANCE;

  /**
   * @param faults takes what failed, and where
   */
  public OpenTaps(ProtectedContent content, BiConsumer<String, Throwable> faults) {
    this.content = content;
    this.rows = new DeclaredRows(content, libraries, recent);
    this.faults = faults;
  }

  /** Captures what this policy declares from now on; what arrives already goes on. */
  public void use(Policy policy) {
    List<DeclaredSource<Source.Messages>> next = new ArrayList<>();
    for (Category category : policy.categories().values()) {
      for (Source source : category.sources()) {
        if (source instanceof Source.Messages messages) {
          next.add(source(category, messages));
        }
      }
    }
    sources = List.copyOf(next);
    requests = new HttpSources(Side.REQUEST, next);
    answers = new HttpSources(Side.RESPONSE, next);
    exchanges = new ExchangeSources(next);
    useStored(next);
    rows.use(policy);
    recent.clear();
    changed.run();
  }

  /** Makes what captures values of stores only for a policy that declares some. */
  private void useStored(List<DeclaredSource<Source.Messages>> next) {
    StoredSources present = stored;
    for (DeclaredSource<Source.Messages> each : next) {
      if (present == null && each.source() instanceof Source.Stored) {
        present = new StoredSources(this, recent);
      }
    }
    if (present != null) {
      present.use(next);
      stored = present;
    }
  }

  /** Has this run when another policy is in force. */
  void whenChanged(Runnable run) {
    changed = run;
  }

  /** The one that is known already, with its counts, if there is one. */
  private DeclaredSource<Source.Messages> source(Category category, Source.Messages messages) {
    for (DeclaredSource<Source.Messages> known : sources) {
      if (known.category().equals(category.id())
          && known.match() == category.match()
          && known.source().equals(messages)) {
        return known;
      }
    }
    return new DeclaredSource<>(category.id(), category.match(), messages);
  }

  /** Kinds of which there are sources. */
  public Set<SourceKind> kinds() {
    Set<SourceKind> kinds = EnumSet.noneOf(SourceKind.class);
    for (DeclaredSource<Source.Messages> source : sources) {
      kinds.add(source.source().kind());
    }
    if (rows.isWanted()) {
      kinds.add(SourceKind.JDBC);
    }
    return kinds;
  }

  @Override
  public boolean wants(Side side, String method, String target) {
    try {
      return !meant(side, method, target).isEmpty();
    } catch (Throwable e) {
      failed("a look-up of a source", e);
      return false;
    }
  }

  /** The sources of a message. Where there are none, its path is noted if it may help. */
  private List<DeclaredSource<Source.Messages>> meant(Side side, String method, String target) {
    HttpSources declared = declared(side);
    if (declared.isEmpty()) {
      return List.of();
    }
    int end = pathEnd(target);
    int start = pathStart(target, end);
    if (!declared.isCertainlyNone(target, start, end)) {
      List<DeclaredSource<Source.Messages>> found = declared.of(method, path(target));
      if (!found.isEmpty()) {
        return found;
      }
    }
    if (declared.hasUnfired()) {
      (side == Side.RESPONSE ? nearAnswers : near).seen(method, path(target));
    }
    return List.of();
  }

  private HttpSources declared(Side side) {
    return side == Side.RESPONSE ? answers : requests;
  }

  @Override
  public boolean wantsExchange(Side side, String host, int port, String target) {
    try {
      List<DeclaredSource<Source.Messages>> ofHost = exchanges.of(host);
      if (ofHost.isEmpty()) {
        return false;
      }
      String path = path(target);
      boolean isRelevant = false;
      for (DeclaredSource<Source.Messages> source : ofHost) {
        if (isMeant(source, side, host, port, path)) {
          return true;
        }
        isRelevant |= !source.hasFired();
      }
      if (isRelevant) {
        nearExchanges.seen(host, path);
      }
    } catch (Throwable e) {
      failed("a look-up of a source", e);
    }
    return false;
  }

  private static boolean isMeant(
      DeclaredSource<Source.Messages> source, Side side, String host, int port, String path) {
    Source.Exchange.Direction direction =
        side == Side.REQUEST
            ? Source.Exchange.Direction.REQUEST
            : Source.Exchange.Direction.RESPONSE;
    return source.source() instanceof Source.Exchange exchange
        && exchange.hasDirection(direction)
        && exchange.isPlace(host, port, path);
  }

  @Override
  public @Nullable Tap openExchange(
      Side side, String host, int port, String target, MessageHead head) {
    try {
      String path = path(target);
      List<DeclaredSource<Source.Messages>> meant = new ArrayList<>();
      for (DeclaredSource<Source.Messages> source : exchanges.of(host)) {
        if (isMeant(source, side, host, port, path)) {
          meant.add(source);
          source.used();
        }
      }
      return meant.isEmpty()
          ? null
          : open(
              meant,
              header(head, "Content-Type"),
              head,
              Peer.of(host, port),
              side == Side.RESPONSE);
    } catch (Throwable e) {
      failed("the start of a capture", e);
      return null;
    }
  }

  /** Without query and fragment, and without scheme and host. */
  private static String path(String target) {
    int end = pathEnd(target);
    int start = pathStart(target, end);
    return start < end ? target.substring(start, end) : "/";
  }

  private static int pathEnd(String target) {
    int end = target.length();
    for (int i = 0; i < end; i++) {
      if (target.charAt(i) == '?' || target.charAt(i) == '#') {
        end = i;
      }
    }
    return end;
  }

  /**
   * @param end of the path
   * @return that end where there is no path
   */
  private static int pathStart(String target, int end) {
    int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
    int start = scheme < 0 || scheme > end ? 0 : target.indexOf('/', scheme + 3);
    return start < 0 || start > end ? end : start;
  }

  @Override
  public @Nullable Tap open(Side side, String method, String target, MessageHead head) {
    try {
      List<DeclaredSource<Source.Messages>> declared = meant(side, method, target);
      if (declared.isEmpty()) {
        return null;
      }
      String type = header(head, "Content-Type");
      List<DeclaredSource<Source.Messages>> meant = new ArrayList<>(declared.size());
      for (DeclaredSource<Source.Messages> source : declared) {
        if (mayHold(source.source(), type)) {
          meant.add(source);
          source.used();
        }
      }
      return meant.isEmpty() ? null : open(meant, type, head, null, side == Side.RESPONSE);
    } catch (Throwable e) {
      failed("the start of a capture", e);
      return null;
    }
  }

  /** Begins the capture of a value of a store. */
  @Nullable Tap openStored(
      List<DeclaredSource<Source.Messages>> meant, @Nullable String type, MessageHead head) {
    return open(meant, type, head, null, false);
  }

  /** A multipart source sees multipart bodies only. */
  private static boolean mayHold(Source source, @Nullable String type) {
    return source.kind() != SourceKind.MULTIPART
        || type != null && type.regionMatches(true, 0, "multipart/", 0, 10);
  }

  private @Nullable Tap open(
      List<DeclaredSource<Source.Messages>> meant,
      @Nullable String type,
      MessageHead head,
      @Nullable String peer,
      boolean mayStream) {
    if (open.size() >= MOST_OPEN) {
      for (DeclaredSource<Source.Messages> source : meant) {
        source.partly();
      }
      return null;
    }
    List<@Nullable String> owners = new ArrayList<>(meant.size());
    List<@Nullable String> documents = new ArrayList<>(meant.size());
    for (DeclaredSource<Source.Messages> source : meant) {
      Selection selection = source.source().selection();
      owners.add(ofHead(selection.owner(), head));
      documents.add(ofHead(selection.document(), head));
    }
    BodyTap tap =
        new BodyTap(
            this,
            numbers.incrementAndGet(),
            new SourceValues(meant, owners, documents, peer),
            type,
            header(head, "Content-Encoding"),
            length(header(head, "Content-Length")),
            peer,
            mayStream);
    open.add(tap);
    return tap;
  }

  /** What a head declares; 0 if it says nothing that can be. */
  private static int length(@Nullable String declared) {
    long length = 0;
    for (int i = 0; declared != null && i < declared.length(); i++) {
      int digit = declared.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      length = Math.min(BodyTap.MOST_BYTES, 10 * length + digit);
    }
    return (int) length;
  }

  /** Null also if the server or client cannot say it: what is captured is then less exact. */
  private @Nullable String header(MessageHead head, String name) {
    try {
      return head.header(name);
    } catch (Throwable e) {
      faults.accept("the head of a message", e);
      return null;
    }
  }

  @Nullable String ofHead(@Nullable MessagePlace place, MessageHead head) {
    if (place == null || !place.where().isHead()) {
      return null;
    }
    String name = place.steps().get(0);
    if (place.where() == MessagePlace.Where.HEADER) {
      return header(head, name);
    }
    String cookies = header(head, "Cookie");
    if (cookies != null) {
      for (String pair : cookies.split(";")) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).trim().equals(name)) {
          return pair.substring(equals + 1).trim();
        }
      }
    }
    return null;
  }

  @Override
  public boolean isWaiting() {
    for (OpenBody tap : open) {
      if (tap.isWaiting()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean capture() {
    boolean isAll = true;
    long bytes = 0;
    for (OpenBody tap : open) {
      if (!tap.isWaiting()) {
        continue;
      }
      bytes += tap.unread();
      if (bytes > MOST_AT_ONCE) {
        return false;
      }
      try {
        tap.captureSoFar();
      } catch (Throwable e) {
        isAll = false;
        faults.accept("a capture of a body that arrives", e);
      }
    }
    return isAll;
  }

  @Override
  public void shrink() {
    for (OpenBody tap : open) {
      try {
        tap.shrink();
      } catch (Throwable e) {
        faults.accept("a stream that arrives", e);
      }
    }
  }

  /** What will be captured is known to wait; nothing more comes. */
  void ended(OpenBody body) {
    open.remove(body);
  }

  /** What goes on where a tap may not hold more; null where there is no memory for it. */
  @Nullable LongBody goesOn(BodyTap start) {
    if (!budget.take(LongBody.LEAST_BYTES)) {
      return null;
    }
    LongBody rest;
    try {
      rest = new LongBody(this, start, numbers.incrementAndGet());
    } catch (RuntimeException | Error e) {
      budget.giveBack(LongBody.LEAST_BYTES);
      throw e;
    }
    open.add(rest); // before the other one leaves: no judgement misses both
    open.remove(start);
    return rest;
  }

  /** A part of a body is lost because of an error. */
  void lost(Throwable error) {
    content.lose(error);
  }

  ProtectedContent content() {
    return content;
  }

  BodyBudget budget() {
    return budget;
  }

  @Override
  public DeclaredRows rows() {
    return rows;
  }

  @Override
  public StoredValues stored() {
    StoredSources present = stored;
    return present == null ? StoredValues.NONE : present;
  }

  /** Something was forgotten: what is read again is to be known again. */
  public void forgotten() {
    recent.clear();
  }

  @Override
  public void failed(String library, Throwable error) {
    libraries.failed(library, error.getClass().getSimpleName(), System.nanoTime());
    content.lose(error);
    faults.accept("the tap of " + library, error);
  }

  TappedLibraries libraries() {
    return libraries;
  }

  /** Bodies that arrive now. */
  public int count() {
    return open.size();
  }

  /** What became of each source of the policy in force. */
  public List<SourceStatus> statuses() {
    long now = System.nanoTime();
    List<SourceStatus> statuses = new ArrayList<>();
    int compared = 0;
    for (DeclaredSource<Source.Messages> source : sources) {
      SourceKind kind = source.source().kind();
      boolean isCompared = !source.hasFired() && compared < MOST_COMPARED;
      compared += isCompared ? 1 : 0;
      statuses.add(
          source.status(
              libraries.isWoven(kind),
              libraries.failure(kind, now),
              isCompared ? near(source.source()) : ""));
    }
    statuses.addAll(rows.statuses());
    return statuses;
  }

  private String near(Source.Messages source) {
    StoredSources present = stored;
    if (source instanceof Source.Stored of) {
      return present == null ? "" : present.near(of);
    }
    if (source instanceof Source.Exchange) {
      return nearExchanges.to(source);
    }
    return (source.kind() == SourceKind.HTTP_OUT ? nearAnswers : near).to(source);
  }
}
