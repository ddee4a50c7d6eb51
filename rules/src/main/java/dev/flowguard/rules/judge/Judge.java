package dev.flowguard.rules.judge;

import dev.flowguard.rules.decision.Decision;
import dev.flowguard.rules.decision.Notice;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.detect.Detector;
import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.detect.Unit;
import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.inspection.Inspection.Incomplete;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.UnfoldLimits;
import dev.flowguard.rules.payload.Unfolder;
import dev.flowguard.rules.policy.Category;
import dev.flowguard.rules.policy.Constraint;
import dev.flowguard.rules.policy.Destination;
import dev.flowguard.rules.policy.Destination.Place;
import dev.flowguard.rules.policy.Endpoint;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.OnIncomplete;
import dev.flowguard.rules.policy.Peer;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Recipient;
import dev.flowguard.rules.policy.Recipients;
import dev.flowguard.rules.policy.Rule;
import dev.flowguard.rules.policy.Signature;
import dev.flowguard.rules.policy.Source;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.provenance.Row;
import dev.flowguard.rules.provenance.Sought;
import dev.flowguard.rules.provenance.picture.Pictures;
import dev.flowguard.rules.request.Allowance;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.request.RequestUrl;
import dev.flowguard.rules.screen.Screen;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The decision function: a pure function of the request, the policy and the protected content known
 * at the time of the call, which then counts the values of a clean request.
 *
 * <p>Immutable and safe to call from any thread. It never throws on hostile input; whatever does
 * escape is an error of ours, for which the caller asks {@link #uninspected}.
 */
public final class Judge implements Screening {
  private static final String FIRST_PARTY = "first-party";
  static final long LEAF_STEPS = 8;
  private static final long FINDING_STEPS = 400;
  private static final int PUBLISHED_STEPS = 8;

  private final Policy policy;
  private final Recipients recipients;
  private final Unfolder unfolder;
  private final ProtectedContent content;
  private final Subtraction subtraction;
  private final Clock clock;
  private final Map<String, RuleSet> declared = new HashMap<>();
  private final RuleSet undeclared;
  private final List<Source.Exchange> exchanges = new ArrayList<>();
  private final boolean mayStop;
  private volatile boolean isScreening = true;

  /**
   * @param setting the mode that an operator has set, or null: it stands in for the policy's own
   *     mode, and no rule acts more strictly than it
   * @param clock for the expiry of exceptions; in UTC, they end at the same moment everywhere
   */
  public Judge(Policy policy, @Nullable Mode setting, ProtectedContent content, Clock clock) {
    this.policy = policy;
    this.recipients = Recipients.of(policy);
    this.unfolder = new Unfolder(UnfoldLimits.DEFAULT);
    this.content = content;
    this.subtraction = new Subtraction(policy);
    this.clock = clock;
    for (String processor : policy.processors().keySet()) {
      declared.put(processor, RuleSet.reaching(policy, setting, processor));
    }
    this.undeclared = RuleSet.reachingUndeclared(policy, setting);
    for (Category category : policy.categories().values()) {
      for (Source source : category.sources()) {
        if (source instanceof Source.Exchange exchange) {
          exchanges.add(exchange);
        }
      }
    }
    content.ownHosts(policy.firstParty());
    boolean anyStops = undeclared.mayStop();
    for (RuleSet rules : declared.values()) {
      anyStops |= rules.mayStop();
    }
    this.mayStop = anyStops;
  }

  public Policy policy() {
    return policy;
  }

  /** True if some rule stops requests, to wherever, in the mode that it has here and now. */
  public boolean mayStop() {
    return mayStop;
  }

  /**
   * True if some rule concerns a request to this place, its {@code Host} header aside.
   *
   * @see #concerns(String, int, String, String)
   */
  public boolean concerns(String host, int port, String target) {
    return concerns(host, port, target, null);
  }

  /**
   * True if some rule may concern a request. Allocates nothing for hosts seen before, unless it has
   * the path of a request signature.
   *
   * @param host as the client has it, any case; brackets around IPv6 are fine
   * @param port -1 where unknown
   * @param target path and query, or an absolute URL
   * @param hostHeader the value of {@code Host} or {@code :authority} as it would leave, several
   *     joined by commas; null where the client derives it from the host
   */
  public boolean concerns(String host, int port, String target, @Nullable String hostHeader) {
    Recipient recipient = recipients.early(host, port, target, hostHeader);
    if (recipient != null) {
      return !rulesFor(recipient).isEmpty();
    }
    for (Recipient each : recipients.allOf(host, port, target, hostHeader)) {
      if (!rulesFor(each).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Judges one request. */
  public Verdict judge(OutboundRequest request) {
    return judge(request, Trace.NONE);
  }

  /** Judges one request and takes down how. */
  public Verdict judge(OutboundRequest request, Trace trace) {
    return judge(request, new Opened(request, Long.MAX_VALUE), trace);
  }

  /**
   * Judges one request if that costs little, for callers that others wait for.
   *
   * @param mostSteps counted work of each stage
   * @param trace may follow a request that then costs more
   * @return null if it costs more; nothing has been decided then
   */
  public @Nullable Verdict judgeWithin(OutboundRequest request, long mostSteps, Trace trace) {
    if (content.isWaiting()) {
      return null; // for values of others, which cost what they cost
    }
    Opened opened = new Opened(request, mostSteps);
    Verdict verdict = judge(request, opened, trace);
    return opened.isUsedUp() || isOutOfWork(verdict.inspection()) ? null : verdict;
  }

  /** Judges one request without the screen, which must make no difference. */
  public Verdict judgeInFull(OutboundRequest request) {
    Opened opened = new Opened(request, Long.MAX_VALUE);
    RequestUrl url = RequestUrl.parse(request.url());
    return judge(request, url, destinations(request, url, opened), opened, Trace.NONE);
  }

  @Override
  public boolean isMissedByScreen(OutboundRequest request) {
    boolean isDifferent = true;
    for (int i = 0; i < 2 && isDifferent; i++) {
      isDifferent = isScreened(request) && !isClean(judgeInFull(request));
    }
    return isDifferent;
  }

  /** True if the screen lets a request pass. */
  boolean isScreened(OutboundRequest request) {
    Opened opened = new Opened(request, Long.MAX_VALUE);
    RequestUrl url = RequestUrl.parse(request.url());
    return screened(request, url, destinations(request, url, opened), opened, null) != null;
  }

  @Override
  public void stopScreening() {
    isScreening = false;
  }

  private static boolean isOutOfWork(Inspection inspection) {
    return inspection instanceof Incomplete incomplete
        && incomplete.reasons().contains(Reason.WORK);
  }

  private Verdict judge(OutboundRequest request, Opened opened, Trace trace) {
    RequestUrl url = RequestUrl.parse(request.url());
    List<Destination> recipients = destinations(request, url, opened);
    Verdict screened =
        isScreening && !trace.isFollowing()
            ? screened(request, url, recipients, opened, trace)
            : null;
    return screened == null ? judge(request, url, recipients, opened, trace) : screened;
  }

  private Verdict judge(
      OutboundRequest request,
      RequestUrl url,
      List<Destination> recipients,
      Opened opened,
      Trace trace) {
    Verdict verdict = null;
    for (Destination destination : recipients) {
      Verdict next = judge(request, url, destination, opened, trace);
      verdict = verdict == null ? next : verdict.and(next);
    }
    Verdict made = Objects.requireNonNull(verdict, "a request has a destination");
    if (opened.isClean() && isClean(made)) {
      learn(recipients, url, opened);
    }
    return made;
  }

  /**
   * The verdict on a request that is certainly clean; null if it must be looked at more closely.
   *
   * @param trace follows the request, which is then counted among the clean ones; null for neither,
   *     and for an answer that does not depend on requests before
   */
  private @Nullable Verdict screened(
      OutboundRequest request,
      RequestUrl url,
      List<Destination> recipients,
      Opened opened,
      @Nullable Trace trace) {
    if (recipients.size() != 1) {
      return null;
    }
    Destination destination = recipients.get(0);
    Recipient recipient = destination.recipient();
    RuleSet rules = rulesFor(recipient);
    if (rules.contents().isEmpty()) {
      return null;
    }
    Tally tally = new Tally(nameOf(recipient));
    for (RuleSet.Active rule : rules.places()) {
      judgePlace(rule, url, destination.places(), tally, Trace.NONE);
    }
    if (!tally.isEmpty()) {
      return null;
    }
    @Nullable Consumer<Row> whenClean =
        trace == null
            ? null
            : row -> {
              learn(recipient, url, row, opened);
              trace.screened(request, nameOf(recipient), url, row);
            };
    boolean isClean =
        rules.search().screen().isClean(request, url, content, opened.mostScreened(), whenClean);
    return isClean ? tally.verdict(Inspection.COMPLETE) : null;
  }

  private void learn(Recipient recipient, RequestUrl url, Row row, Opened opened) {
    if (recipient instanceof Recipient.Declared declared) {
      content.learn(declared.processor().id(), url.path(), row, opened.work(0));
    }
  }

  private static boolean isClean(Verdict verdict) {
    return verdict.decision() instanceof Decision.Allow
        && verdict.notices().isEmpty()
        && verdict.inspection() instanceof Inspection.Complete;
  }

  /** Counts what the application itself sends to processors again and again. */
  private void learn(List<Destination> destinations, RequestUrl url, Opened opened) {
    for (Destination destination : destinations) {
      if (destination.recipient() instanceof Recipient.Declared declared) {
        content.learn(declared.processor().id(), url.path(), opened.payload(), opened.work(0));
      }
    }
  }

  /** Everyone who gets the request: one, or two that its URL and its headers name. */
  private List<Destination> destinations(OutboundRequest request, RequestUrl url, Opened opened) {
    List<Destination> named = recipients.of(url, request.headers());
    if (named.get(0).recipient() instanceof Recipient.Declared) {
      return named;
    }
    List<Recipient.Declared> signers = recipients.signers(url.path());
    Recipient.Declared signed =
        signers.isEmpty() ? null : signed(request, url.path(), signers.get(0), opened);
    return signed == null ? named : List.of(new Destination(signed, named.get(0).places()));
  }

  /** The processor whose request signature is in a header or the body. */
  private Recipient.@Nullable Declared signed(
      OutboundRequest request, String path, Recipient.Declared likely, Opened opened) {
    for (Header header : request.headers()) {
      Recipient.Declared signed =
          recipients.signed(path, Signature.Place.HEADER, header.name(), header.value());
      if (signed != null) {
        return signed;
      }
    }
    for (Leaf leaf : opened.payload().leaves()) {
      if (leaf instanceof Leaf.Text text && !text.isName() && leaf.location().name() != null) {
        Recipient.Declared signed =
            recipients.signed(path, Signature.Place.BODY, leaf.location().name(), text.value());
        if (signed != null) {
          return signed;
        }
      }
    }
    // A body that cannot be read, or not to its end, may have it.
    return request.body() instanceof Body.NotHeld || opened.isUsedUp() ? likely : null;
  }

  private Verdict judge(
      OutboundRequest request,
      RequestUrl url,
      Destination destination,
      Opened opened,
      Trace trace) {
    Recipient recipient = destination.recipient();
    RuleSet rules = rulesFor(recipient);
    String name = nameOf(recipient);
    trace.step("destination", () -> "recipient " + name + ", " + rules.describe());
    if (rules.isEmpty()) {
      return new Verdict(name, Decision.ALLOW, Inspection.COMPLETE, List.of());
    }
    Tally tally = new Tally(name);
    for (RuleSet.Active rule : rules.places()) {
      judgePlace(rule, url, destination.places(), tally, trace);
    }
    Inspection inspection = Inspection.COMPLETE;
    if (!rules.contents().isEmpty()) {
      Payload payload = opened.payload().searchedWith(opened.work(rules.extraSteps()));
      inspection = payload.inspection();
      trace.unfolded(name, url, payload);
      trace.step("unfold", () -> Words.leaves(payload));
      Request judged =
          new Request(
              request.method(),
              url,
              destination.places(),
              payload,
              new SentFiles(payload),
              LocalDate.now(clock));
      if (!judgeContent(rules, recipient, judged, opened, tally, trace)) {
        inspection = inspection.and(Inspection.incomplete(Reason.WORK));
      }
      judgeInspection(rules, recipient, inspection, judged, tally, trace);
    }
    Verdict verdict = tally.verdict(inspection);
    trace.step("decide", () -> Words.decision(verdict));
    return verdict;
  }

  /**
   * The allowance that lets a request pass in spite of a verdict, or null. It has to name each host
   * of the request, by URL and headers, and has no effect for a processor that the policy declares.
   */
  public @Nullable Allowance lifting(
      OutboundRequest request, Verdict verdict, List<Allowance> allowances) {
    if (allowances.isEmpty()
        || verdict.violations().isEmpty()
        || !verdict.recipient().equals(RuleSet.UNDECLARED)) {
      return null;
    }
    List<Destination> named = recipients.of(RequestUrl.parse(request.url()), request.headers());
    for (Allowance allowance : allowances) {
      boolean isAll = true;
      for (Destination each : named) {
        isAll &= each.recipient() instanceof Recipient.Undeclared && isOnly(each, allowance);
      }
      if (isAll) {
        return allowance;
      }
    }
    return null;
  }

  /** True if a request goes to a declared processor that an allowance names. */
  public boolean isInVain(OutboundRequest request, List<Allowance> allowances) {
    if (allowances.isEmpty()) {
      return false;
    }
    boolean isInVain = false;
    for (Destination each : recipients.of(RequestUrl.parse(request.url()), request.headers())) {
      for (Allowance allowance : allowances) {
        isInVain |= each.recipient() instanceof Recipient.Declared && isOnly(each, allowance);
      }
    }
    return isInVain;
  }

  private static boolean isOnly(Destination destination, Allowance allowance) {
    for (Place place : destination.places()) {
      if (!place.host().equals(allowance.host())) {
        return false;
      }
    }
    return true;
  }

  /**
   * The verdict on a request that could not be judged: each rule that may reach it decides by its
   * {@code on-incomplete}. Looks at URL and headers only.
   */
  public Verdict uninspected(OutboundRequest request, Reason why) {
    RequestUrl url = RequestUrl.parse(request.url());
    List<Recipient> all = new ArrayList<>();
    recipients.of(url, request.headers()).forEach(named -> all.add(named.recipient()));
    if (!(all.get(0) instanceof Recipient.Declared)) {
      all.addAll(recipients.signers(url.path()));
    }
    Verdict verdict = null;
    for (Recipient recipient : all) {
      Verdict next = uninspected(recipient, why);
      verdict = verdict == null ? next : verdict.and(next);
    }
    return Objects.requireNonNull(verdict, "a request has a destination");
  }

  private Verdict uninspected(Recipient recipient, Reason why) {
    RuleSet rules = rulesFor(recipient);
    Tally tally = new Tally(nameOf(recipient));
    Inspection inspection = Inspection.incomplete(why);
    if (!rules.contents().isEmpty()) {
      judgeInspection(rules, recipient, inspection, null, tally, Trace.NONE);
    }
    return tally.verdict(inspection);
  }

  private RuleSet rulesFor(Recipient recipient) {
    if (recipient instanceof Recipient.Declared processor) {
      return declared.getOrDefault(processor.processor().id(), RuleSet.EMPTY);
    }
    return recipient instanceof Recipient.Undeclared ? undeclared : RuleSet.EMPTY;
  }

  private static String nameOf(Recipient recipient) {
    if (recipient instanceof Recipient.Declared processor) {
      return processor.processor().id();
    }
    return recipient instanceof Recipient.Undeclared ? RuleSet.UNDECLARED : FIRST_PARTY;
  }

  /** Each name by which the request goes to the processor must be one of the rule's hosts. */
  private static void judgePlace(
      RuleSet.Active rule, RequestUrl url, List<Place> places, Tally tally, Trace trace) {
    Constraint.OnlyHosts only = (Constraint.OnlyHosts) rule.rule().constraint();
    boolean isAllowed = true;
    for (Place place : places) {
      isAllowed &= only.hosts().contains(place.host());
    }
    if (!isAllowed && isOnPath(only, url.path())) {
      trace.step("place", () -> "rule " + rule.rule().id() + " allows other hosts only");
      tally.place(rule);
    }
  }

  private static boolean isOnPath(Constraint.OnlyHosts only, String path) {
    boolean isOnPath = only.paths().isEmpty();
    for (var each : only.paths()) {
      isOnPath |= each.matchesAnyForm(path);
    }
    return isOnPath;
  }

  /** False if the work was used up, so that there may be more than what was found. */
  private boolean judgeContent(
      RuleSet rules,
      Recipient recipient,
      Request request,
      Opened opened,
      Tally tally,
      Trace trace) {
    boolean isWhole = true;
    try {
      judgeShapes(rules, recipient, request, tally, trace);
    } catch (Work.UsedUp e) {
      isWhole = false;
    }
    // With work of its own: a payload that keeps the detectors busy hides no known content.
    isWhole &= content.settle();
    Payload payload = request.payload().searchedWith(opened.work(0));
    Sought sought = new Sought(rules.forbidden(), content.hasPeers() ? opened.peer() : null);
    List<Finding> known =
        content.match(
            payload, rules.thresholds(), rules.alsoHashed(), rules.own(), sought, trace.compared());
    isWhole &= !payload.work().isUsedUp();
    opened.found(!known.isEmpty());
    if (tally.isEmpty() && known.isEmpty() && acceptsFiles(recipient, request)) {
      try {
        known = content.matchPictures(payload, sought, opened.pictures());
      } catch (Work.UsedUp e) {
        isWhole = false;
      }
    }
    judgeOrigin(known, rules, recipient, request, tally, trace);
    return isWhole;
  }

  private void judgeShapes(
      RuleSet rules, Recipient recipient, Request request, Tally tally, Trace trace) {
    boolean declaredRecipient = recipient instanceof Recipient.Declared;
    Work work = request.payload().work();
    long size = 0;
    for (Leaf leaf : request.payload().leaves()) {
      size += leaf.size();
    }
    for (Detector detector : rules.search().detectors()) {
      if (detector.shape().isFile() && acceptsFiles(recipient, request)) {
        trace.step("shape", () -> detector.shape() + " alone is no finding: files are taken here");
        continue;
      }
      work.charge(
          detector.quarters() * (size + LEAF_STEPS * request.payload().leaves().size()) / 4);
      for (Finding finding : detector.scan(request.payload())) {
        work.charge(steps(finding) * rules.contents().size());
        if (isPublished(detector, finding, work)) {
          trace.step("subtract", () -> detector.shape() + " is published");
          continue;
        }
        for (RuleSet.Active rule : rules.contents()) {
          for (String category : rule.categoriesOf(detector, policy)) {
            if (isSubtracted(rule, category, finding, recipient, request, trace)) {
              continue;
            }
            if (RuleSet.Active.isShadow(detector, category, policy)) {
              tally.notice(rule, category, finding, "in shadow");
            } else if (declaredRecipient) {
              tally.finding(rule, category, finding);
            } else {
              tally.notice(rule, category, finding, "a shape at an undeclared recipient");
            }
            trace.step("shape", () -> Words.finding(rule, category, finding));
          }
        }
      }
    }
  }

  private boolean isPublished(Detector detector, Finding finding, Work work) {
    Leaf leaf = finding.leaves().get(0);
    work.charge((long) PUBLISHED_STEPS * leaf.size());
    return finding.leaves().size() == 1 && content.isPublished(detector.shape(), leaf);
  }

  private void judgeOrigin(
      List<Finding> known,
      RuleSet rules,
      Recipient recipient,
      Request request,
      Tally tally,
      Trace trace) {
    for (Finding finding : known) {
      Finding.Origin origin = finding.origin();
      if (origin == null) {
        continue;
      }
      for (RuleSet.Active rule : rules.contents()) {
        if (!rule.forbids(origin.category())
            || isSubtracted(rule, origin.category(), finding, recipient, request, trace)) {
          continue;
        }
        if (origin.decisive()) {
          tally.finding(rule, origin.category(), finding);
        } else {
          tally.notice(rule, origin.category(), finding, "too short to be sure");
        }
        trace.step("provenance", () -> Words.finding(rule, origin.category(), finding));
      }
    }
  }

  /** Of looking at where a finding is, and saying it. */
  private static long steps(Finding finding) {
    long steps = 0;
    for (Leaf leaf : finding.leaves()) {
      steps += FINDING_STEPS;
      for (Location at = leaf.location(); at != null; at = at.outer()) {
        String name = at.name();
        steps += LEAF_STEPS + (name == null ? 0 : name.length());
      }
    }
    return steps;
  }

  private boolean isSubtracted(
      RuleSet.Active rule,
      String category,
      Finding finding,
      Recipient recipient,
      Request request,
      Trace trace) {
    @Nullable Supplier<String> why =
        subtraction.of(rule.rule(), category, finding, recipient, request);
    if (why != null) {
      trace.step("subtract", why);
    }
    return why != null;
  }

  private void judgeInspection(
      RuleSet rules,
      Recipient recipient,
      Inspection inspection,
      @Nullable Request request,
      Tally tally,
      Trace trace) {
    if (!(inspection instanceof Incomplete incomplete)) {
      return;
    }
    for (RuleSet.Active rule : rules.contents()) {
      boolean excepted = request != null && subtraction.excepts(rule.rule(), recipient, request);
      boolean blocks = !excepted && onIncomplete(rule.rule(), recipient) == OnIncomplete.BLOCK;
      trace.step(
          "inspection",
          () -> incomplete + ": rule " + rule.rule().id() + (blocks ? " blocks" : " lets it pass"));
      tally.inspection(rule, incomplete, blocks);
    }
  }

  private OnIncomplete onIncomplete(Rule rule, Recipient recipient) {
    OnIncomplete answer = rule.onIncomplete();
    if (answer == null && recipient instanceof Recipient.Declared processor) {
      answer = processor.processor().onIncomplete();
    }
    if (answer == null) {
      answer = policy.onIncomplete();
    }
    if (answer == null) {
      answer = recipient instanceof Recipient.Declared ? OnIncomplete.BLOCK : OnIncomplete.ALLOW;
    }
    return answer;
  }

  private static boolean acceptsFiles(Recipient recipient, Request request) {
    if (!(recipient instanceof Recipient.Declared processor)) {
      return false;
    }
    for (Place place : request.places()) {
      boolean accepts = false;
      for (Endpoint endpoint : processor.processor().acceptsFiles()) {
        accepts |= endpoint.matches(place.host(), place.port(), request.url().path());
      }
      if (!accepts) {
        return false;
      }
    }
    return true;
  }

  /**
   * One request on its way through the stages.
   *
   * @param places under which it goes to its recipient
   */
  record Request(
      String method,
      RequestUrl url,
      List<Place> places,
      Payload payload,
      SentFiles files,
      LocalDate today) {}

  /** Unfolds a request once, when it is first asked for. */
  private final class Opened {
    private final OutboundRequest request;
    private final long mostSteps;
    private @Nullable Payload payload;
    private boolean isSearched;
    private boolean isFound;

    /**
     * @param mostSteps of unfolding, and again of each search
     */
    Opened(OutboundRequest request, long mostSteps) {
      this.request = request;
      this.mostSteps = mostSteps;
    }

    Payload payload() {
      if (payload == null) {
        payload = unfolder.unfold(request, work(0));
      }
      return payload;
    }

    /** The service that gets it, if the policy declares this exchange; else null. */
    @Nullable String peer() {
      RequestUrl url = RequestUrl.parse(request.url());
      for (Source.Exchange exchange : exchanges) {
        if (exchange.isHost(url.host()) && exchange.isPlace(url.host(), url.port(), url.path())) {
          return Peer.of(url, request.headers());
        }
      }
      return null;
    }

    /** Notes that it was searched for known content. */
    void found(boolean isAny) {
      isSearched = true;
      isFound |= isAny;
    }

    /** True if it was searched, and nothing known is in it, permitted or not. */
    boolean isClean() {
      return isSearched && !isFound;
    }

    /**
     * Work by the size of the request.
     *
     * @param extraSteps for each byte
     */
    Work work(long extraSteps) {
      return Work.forBytes(Unfolder.size(request), extraSteps, mostSteps);
    }

    /** Bytes of a body that may be screened. */
    long mostScreened() {
      return mostSteps / Screen.STEPS;
    }

    /** Work for the pixels of its pictures. */
    Work pictures() {
      return mostSteps < Long.MAX_VALUE
          ? new Work(mostSteps, mostSteps)
          : Pictures.work(Unfolder.size(request));
    }

    /** True if unfolding has used up its work. */
    boolean isUsedUp() {
      return payload != null && isOutOfWork(payload.inspection());
    }
  }

  /** Gathers what the stages found and makes the verdict of it. */
  private static final class Tally {
    private static final Location HOST = Location.of(Location.Kind.HOST);
    private static final Location REQUEST = Location.of(Location.Kind.REQUEST);

    private final String recipient;
    private final Map<String, Broken> broken = new HashMap<>();
    private final List<Broken> order = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();

    Tally(String recipient) {
      this.recipient = recipient;
    }

    void place(RuleSet.Active rule) {
      add(new Broken(rule, Violation.REGION, "destination", HOST, "", 0, null));
    }

    void finding(RuleSet.Active rule, String category, Finding finding) {
      add(
          new Broken(
              rule,
              category,
              finding.detector(),
              finding.leaves().get(0).location(),
              finding.leaves().get(0).layers().toString(),
              finding.length(),
              finding));
    }

    void notice(RuleSet.Active rule, String category, Finding finding, String why) {
      if (notices.size() < Violation.MAX_LOCATIONS) {
        notices.add(
            new Notice(
                rule.rule(),
                category,
                recipient,
                finding.detector(),
                finding.leaves().get(0).location(),
                finding.leaves().get(0).layers().toString(),
                finding.length(),
                finding.unit(),
                why,
                finding.origin()));
      }
    }

    void inspection(RuleSet.Active rule, Incomplete incomplete, boolean blocks) {
      if (!blocks) {
        if (notices.size() < Violation.MAX_LOCATIONS) {
          notices.add(
              new Notice(
                  rule.rule(),
                  Violation.NOT_INSPECTED,
                  recipient,
                  "inspection",
                  REQUEST,
                  "",
                  0,
                  Unit.CHARS,
                  incomplete.toString(),
                  null));
        }
      } else if (order.stream().noneMatch(b -> b.category.equals(Violation.NOT_INSPECTED))) {
        // One request that was not looked at is one violation, not one for each rule.
        add(new Broken(rule, Violation.NOT_INSPECTED, "inspection", REQUEST, "", 0, null));
      }
    }

    boolean isEmpty() {
      return order.isEmpty();
    }

    private void add(Broken next) {
      String key = next.rule.rule().id() + '\n' + next.category;
      Broken first = broken.putIfAbsent(key, next);
      if (first == null) {
        order.add(next);
      } else {
        first.merge(next);
      }
    }

    Verdict verdict(Inspection inspection) {
      if (order.isEmpty()) {
        return new Verdict(recipient, Decision.ALLOW, inspection, notices);
      }
      List<Violation> violations = new ArrayList<>();
      for (Broken each : order) {
        violations.add(each.violation(recipient));
      }
      return new Verdict(recipient, new Decision.Block(violations), inspection, notices);
    }
  }

  /** A broken rule that is still growing. */
  private static final class Broken {
    private final RuleSet.Active rule;
    private final String category;

    /** At most {@link Violation#MAX_LOCATIONS}. */
    private final List<Location> locations = new ArrayList<>();

    /** A hash of each: places of one name are one place. */
    private final List<Long> places = new ArrayList<>();

    /** The strongest first, at most {@link Violation#MAX_FINDINGS}. */
    private final List<Finding> findings = new ArrayList<>();

    private String detector;
    private String layers;
    private int length;

    Broken(
        RuleSet.Active rule,
        String category,
        String detector,
        Location location,
        String layers,
        int length,
        @Nullable Finding finding) {
      this.rule = rule;
      this.category = category;
      this.detector = detector;
      this.layers = layers;
      this.length = length;
      if (finding != null) {
        findings.add(finding);
      }
      locations.add(location);
      places.add(place(location));
    }

    /**
     * Not the text of it: a place may be hundreds of long names deep, for thousands of findings.
     */
    private static long place(Location location) {
      long hash = 0;
      for (Location at = location; at != null; at = at.outer()) {
        String name = at.name();
        long step = name == null ? at.index() : ((long) name.length() << 32) + name.hashCode();
        long kind = at.isRoot() ? at.kind().ordinal() + 1 : 0;
        hash = (hash + step + kind) * 0x9E3779B97F4A7C15L;
      }
      return hash;
    }

    /** The strongest finding leads. */
    void merge(Broken other) {
      boolean leads =
          !other.findings.isEmpty()
              && (findings.isEmpty() || isStronger(other.findings.get(0), findings.get(0)));
      Long place = other.places.get(0);
      int same = places.indexOf(place);
      if (same >= 0) {
        places.remove(same);
        locations.remove(same);
      }
      int at = leads ? 0 : places.size();
      places.add(at, place);
      locations.add(at, other.locations.get(0));
      if (leads) {
        detector = other.detector;
        layers = other.layers;
        length = other.length;
      }
      other.findings.forEach(this::add);
      if (locations.size() > Violation.MAX_LOCATIONS) {
        locations.remove(Violation.MAX_LOCATIONS);
        places.remove(Violation.MAX_LOCATIONS);
      }
    }

    /** Known origin says more than shape; of two of a kind, the longer one is stronger. */
    private static boolean isStronger(Finding finding, Finding other) {
      boolean known = finding.origin() != null;
      boolean otherKnown = other.origin() != null;
      return known == otherKnown ? finding.length() > other.length() : known;
    }

    private void add(Finding next) {
      for (Finding each : findings) {
        if (isSame(next.origin(), each.origin())) {
          return; // in another layer or place
        }
      }
      int at = findings.size();
      while (at > 0 && isStronger(next, findings.get(at - 1))) {
        at--;
      }
      findings.add(at, next);
      if (findings.size() > Violation.MAX_FINDINGS) {
        findings.remove(Violation.MAX_FINDINGS);
      }
    }

    private static boolean isSame(Finding.@Nullable Origin one, Finding.@Nullable Origin other) {
      return one != null
          && other != null
          && one.document() == other.document()
          && one.comparison().equals(other.comparison());
    }

    Violation violation(String recipient) {
      return new Violation(
          rule.rule(),
          rule.mode(),
          category,
          recipient,
          detector,
          locations,
          layers,
          length,
          findings);
    }
  }
}
