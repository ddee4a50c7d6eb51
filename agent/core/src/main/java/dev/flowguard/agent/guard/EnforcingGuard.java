package dev.flowguard.agent.guard;

import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.event.Event;
import dev.flowguard.agent.event.EventFactory;
import dev.flowguard.agent.link.FaultHandler;
import dev.flowguard.agent.record.Recorder;
import dev.flowguard.agent.spi.Allowances;
import dev.flowguard.agent.spi.BodyBudget;
import dev.flowguard.agent.spi.Deadlines;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.agent.spi.OriginMaps;
import dev.flowguard.agent.spi.RequestPlace;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.status.Console;
import dev.flowguard.agent.status.OwnValueStatus;
import dev.flowguard.agent.thread.GuardThread;
import dev.flowguard.agent.thread.Look;
import dev.flowguard.agent.thread.NoAction;
import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.rules.decision.Notice;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.inspection.StackRoom;
import dev.flowguard.rules.judge.Trace;
import dev.flowguard.rules.names.SeenNames;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.provenance.OwnValue;
import dev.flowguard.rules.request.Allowance;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries out decisions: asks the judge, has the record written, and stops the request.
 *
 * <p>A fault is not a decision: it is noted, and the rules decide by their {@code on-incomplete};
 * if even they cannot be asked, the request is stopped, unless no rule stops anything in the mode
 * in force. A disk that fails or is slow never turns a block into an allow.
 */
public final class EnforcingGuard implements Guard, FaultHandler, Look {
  /** How long a stopped caller waits for its record. */
  private static final long JOURNAL_MILLIS = 1_000;

  /** How long a caller waits for a judgement for which it has no stack of its own. */
  private static final long ELSEWHERE_SECONDS = 10;

  private final Recorder recorder;
  private final Faults faults;
  private final Proof proof;
  private final StopReserve reserve = new StopReserve();
  private final BodyBudget budget = BodyBudget.ofHeap();
  private final Map<String, String> uncovered = new ConcurrentHashMap<>();

  /**
   * Completes what asynchronous callers wait for. What they do then may take its time, so it must
   * not be done by the journal's thread or a timer's; and the application's common pool may be
   * busy.
   */
  private final AnswerThreads answers =
      new AnswerThreads(
          AnswerThreads.MOST,
          new Consumer<>() {
            @Override
            public void accept(Throwable fault) {
              failedToAnswer(fault);
            }
          });

  private final Deadlines deadlines = new Deadlines(answers);
  private final Deadlines.Span journalTime = deadlines.of(JOURNAL_MILLIS);
  private final Deadlines.Span holdTime;

  /** Judges large bodies for callers that must not be held up. */
  private final Executor judges = judges();

  private final RunningJudgements running = new RunningJudgements();

  /** Names that requests had; outlives each policy. */
  private final SeenNames seen = new SeenNames();

  private final StoppingDocuments stopping = new StoppingDocuments();
  private final AllowedRequests allowed;
  private final ScreenCheck screenCheck;
  private final Trace learning;

  private final AtomicLong judged = new AtomicLong();
  private final AtomicLong unsafe = new AtomicLong();
  private volatile InForce inForce;
  private volatile Runnable changed = NoAction.INSTANCE;
  private volatile Runnable beforeJudging = NoAction.INSTANCE;
  private volatile Taps taps = NoTaps.INSTANCE;

  /**
   * @param holdSeconds how long a body is held that is not whole
   */
  public EnforcingGuard(InForce inForce, Recorder recorder, int holdSeconds, Faults faults) {
    this.inForce = inForce;
    this.recorder = recorder;
    this.holdTime = deadlines.of(TimeUnit.SECONDS.toMillis(holdSeconds));
    this.faults = faults;
    this.allowed = new AllowedRequests(recorder, seen);
    this.proof = new Proof(new Rehearsal(), faults);
    this.screenCheck = new ScreenCheck(judges, faults);
    this.learning = new Learning(seen, screenCheck);
    screenCheck.judgeBy(inForce.judge());
  }

  /** Proves on a thread of its own that requests can be judged. Neither waits nor throws. */
  void beginProof() {
    proof.begin();
  }

  /**
   * Waits for the proof that requests can be judged, at most ten seconds, and begins it if need be.
   *
   * @return false if it has failed or is not done; the next call tries again
   */
  public boolean awaitProof() {
    return proof.isPassed() || proof.await();
  }

  /** True if it is proved that requests can be judged, and so values captured. */
  public boolean isProved() {
    return proof.isPassed();
  }

  private boolean hasRoom() {
    return isProved() && StackRoom.isEnough();
  }

  /**
   * Replaces what faults have used up, reports them and long judgements, and names the callers of
   * old requests. For the watch.
   */
  @Override
  public void look() {
    faults.look();
    running.look();
    reserve.refill();
    if (isProved()) {
      OriginMaps.look();
    }
  }

  /** Has every judgement that starts from now on made by another policy or mode. */
  public void enforce(InForce next) {
    inForce = next;
    screenCheck.judgeBy(next.judge());
  }

  /** Has this run once it is proved that requests can be judged. */
  public void whenProved(Runnable run) {
    proof.whenPassed(run);
  }

  /** Has this run whenever a client turns out not to be covered. */
  public void whenChanged(Runnable run) {
    changed = run;
  }

  /**
   * Has this run before each judgement, on the thread that judges: it must return at once but for
   * the first ones, which may have to wait for content that is being read.
   */
  public void beforeJudging(Runnable run) {
    beforeJudging = run;
  }

  /** Has taps ask this; until then they capture nothing. */
  public void tapBy(Taps asked) {
    taps = asked;
  }

  @Override
  public Taps taps() {
    return taps;
  }

  /** What is in force, a switch to observe included. */
  public InForce inForce() {
    return inForce;
  }

  /** As many as there are processors; what waits is bounded by the memory for held bodies. */
  private static Executor judges() {
    int most = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            most,
            most,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            new ThreadFactory() {
              @Override
              public Thread newThread(Runnable task) {
                return new GuardThread("flowguard-judge") {
                  @Override
                  public void run() {
                    task.run();
                  }
                };
              }
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public boolean concerns(String host, int port, String target, @Nullable String hostHeader) {
    try {
      return inForce.judge().concerns(host, port, target, hostHeader);
    } catch (Throwable e) {
      faults.note("a look-up of a host", e);
      return true; // not knowing is no reason to let it pass unseen
    }
  }

  @Override
  public void check(OutboundRequest request, @Nullable Origin origin, long sentBefore)
      throws BlockedRequestException {
    Stop stop = decideHere(request, origin, sentBefore);
    if (stop == null) {
      return;
    }
    try {
      stop.safe.get(JOURNAL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // The caller's own client sees the flag next; the block remains.
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      unrecorded(e);
    } catch (Throwable e) {
      faults.note("the wait for a record", e);
    }
    throw stop.exception;
  }

  @Override
  public CompletableFuture<Void> checkLater(
      OutboundRequest request, @Nullable Origin origin, long sentBefore) {
    boolean isLarge =
        request.body() instanceof Body.Held held && held.bytes().length > JUDGED_AT_ONCE;
    boolean mayBeHere = !isLarge && hasRoom();
    CompletableFuture<Void> atOnce = mayBeHere ? checkIfCheap(request, origin, sentBefore) : null;
    if (atOnce == null) {
      Origin here = origin == null ? Origin.here() : origin;
      CompletableFuture<Void> answer = new CompletableFuture<>();
      judges.execute(() -> decideFor(answer, request, here, sentBefore));
      return answer;
    }
    return atOnce;
  }

  /** Judges here; null, and nothing is decided, if that costs more than others may wait for. */
  private @Nullable CompletableFuture<Void> checkIfCheap(
      OutboundRequest request, @Nullable Origin origin, long sentBefore) {
    InForce now = inForce.now();
    Verdict verdict;
    int place = running.enter();
    try {
      beforeJudging.run();
      verdict = now.judge().judgeWithin(request, STEPS_AT_ONCE, learning);
    } catch (Throwable e) {
      return null; // judged again elsewhere, where an error is noted
    } finally {
      running.leave(place);
    }
    if (verdict == null) {
      return null;
    }
    CompletableFuture<Void> answer = new CompletableFuture<>();
    answer(recorded(request, verdict, now, origin, sentBefore), answer);
    return answer;
  }

  /** Decides on a thread of the guard; whatever happens, the caller has its answer. */
  private void decideFor(
      CompletableFuture<Void> answer, OutboundRequest request, Origin origin, long sentBefore) {
    try {
      answerElsewhere(decideHere(request, origin, sentBefore), answer);
    } catch (Throwable e) {
      faults.note("an answer", e);
      if (mayStop()) {
        answer.completeExceptionally(reserve.take());
      } else {
        answer.complete(null);
      }
    }
  }

  @Override
  public CompletableFuture<Void> checkAtOnce(
      OutboundRequest request, @Nullable Origin origin, long sentBefore) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    answer(decideHere(request, origin, sentBefore), answer);
    return answer;
  }

  /** What the caller does next may take its time, which a judge must not spend on it. */
  private void answerElsewhere(@Nullable Stop stop, CompletableFuture<Void> answer) {
    if (stop == null) {
      answers.execute(() -> answer.complete(null));
    } else {
      answer(stop, answer);
    }
  }

  /** Completes with the exception itself: a dependent future would wrap it once more. */
  private void answer(@Nullable Stop stop, CompletableFuture<Void> answer) {
    if (stop == null) {
      answer.complete(null);
      return;
    }
    Deadlines.Deadline late =
        journalTime.begin(
            () -> stop.safe.completeExceptionally(new TimeoutException("the journal is slow")));
    stop.safe
        .handleAsync(
            (nothing, failure) -> {
              try {
                late.end();
                if (failure != null) {
                  unrecorded(failure);
                }
              } finally {
                answer.completeExceptionally(stop.exception);
              }
              return true;
            },
            answers)
        // Where there is no thread to answer on, the caller would wait for ever.
        .exceptionally(fault -> answerAnyhow(stop, answer, fault));
  }

  private boolean answerAnyhow(Stop stop, CompletableFuture<Void> answer, Throwable fault) {
    if (!answer.isDone()) {
      faults.note("an answer", fault);
      judges.execute(() -> answer.completeExceptionally(stop.exception));
    }
    return true;
  }

  /** The block remains; that its record may be missing is reported once, and counted. */
  private void unrecorded(Throwable why) {
    if (unsafe.incrementAndGet() == 1) {
      Console.print(
          "flowguard: the record of a block was not on disk within one second ("
              + why.getClass().getSimpleName()
              + "). Blocks remain; look at the disk of journal.dir, "
              + recorder.journal().directory().getAbsolutePath());
    }
  }

  @Override
  public HeldBody hold(long contentLength) {
    return new HeldBody(budget, holdTime, contentLength);
  }

  @Override
  public void fault(String client, RequestPlace place, Throwable error)
      throws BlockedRequestException {
    if (!place.isUnknown()) {
      check(faulty(client, place, error));
      return;
    }
    BlockedRequestException stop = stop(client, error);
    if (stop != null) {
      throw stop;
    }
  }

  @Override
  public CompletableFuture<Void> faultLater(String client, RequestPlace place, Throwable error) {
    if (!place.isUnknown()) {
      return checkAtOnce(faulty(client, place, error), null, 0);
    }
    BlockedRequestException stop = stop(client, error);
    if (stop == null) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> answer = new CompletableFuture<>();
    answers.execute(() -> answer.completeExceptionally(stop));
    return answer;
  }

  private OutboundRequest faulty(String client, RequestPlace place, Throwable error) {
    faults.note("the gate of " + client, error);
    String host = place.hostHeader();
    List<Header> headers = host == null ? List.of() : List.of(new Header("Host", host));
    return new OutboundRequest(
        place.method(), place.url(), headers, new Body.NotHeld(Reason.FAULT), client);
  }

  @Override
  public void uncovered(String client, String why) {
    if (uncovered.putIfAbsent(client, why) == null) {
      Console.print(
          "flowguard: "
              + client
              + " is NOT COVERED in this JVM: "
              + why
              + ". Its requests are not judged. Use a version that docs/coverage.md lists.");
      recorder.audit(Audit.now(AuditKind.CLIENT_NOT_COVERED, Map.of("client", client, "why", why)));
      changed.run();
    }
  }

  /** Clients that are not covered, and why. */
  public Map<String, String> uncovered() {
    return Map.copyOf(uncovered);
  }

  /** A request that must not leave. */
  private record Stop(BlockedRequestException exception, CompletableFuture<Void> safe) {}

  private static final CompletableFuture<Void> RECORDED = CompletableFuture.completedFuture(null);

  /**
   * Decides on this thread, or on one of the guard if this one has too little stack left. A fault
   * that the rules cannot be asked about stops the request.
   */
  private @Nullable Stop decideHere(
      OutboundRequest request, @Nullable Origin origin, long sentBefore) {
    try {
      if (!awaitProof()) {
        return stopUnjudged();
      }
      return StackRoom.isEnough()
          ? decide(request, origin, sentBefore)
          : decideElsewhere(request, origin, sentBefore);
    } catch (Throwable e) {
      faults.note("a decision", e);
      return stopUnjudged();
    }
  }

  private @Nullable Stop decideElsewhere(
      OutboundRequest request, @Nullable Origin origin, long sentBefore) throws Exception {
    Origin here = origin == null ? Origin.here() : origin;
    CompletableFuture<@Nullable Stop> decided = new CompletableFuture<>();
    judges.execute(
        () -> {
          try {
            decided.complete(decide(request, here, sentBefore));
          } catch (Throwable e) {
            decided.completeExceptionally(e);
          }
        });
    return decided.get(ELSEWHERE_SECONDS, TimeUnit.SECONDS);
  }

  /** Ends a request of which nothing is known; null where no rule stops anything. */
  private @Nullable Stop stopUnjudged() {
    return mayStop() ? new Stop(reserve.take(), RECORDED) : null;
  }

  /** Whether any rule stops anything. Never throws: not knowing is no reason to let it pass. */
  private boolean mayStop() {
    try {
      return inForce.now().judge().mayStop();
    } catch (Throwable e) {
      return true;
    }
  }

  @Override
  public @Nullable BlockedRequestException stop(String client, Throwable fault) {
    faults.note("the gate of " + client, fault);
    return mayStop() ? reserve.take() : null;
  }

  @Override
  public void note(String client, Throwable fault) {
    faults.note("the gate of " + client, fault);
  }

  private @Nullable Stop decide(OutboundRequest request, @Nullable Origin origin, long sentBefore) {
    beforeJudging.run();
    InForce now = inForce.now();
    int place = running.enter();
    Verdict verdict;
    try {
      verdict = verdict(request, now);
    } finally {
      running.leave(place);
    }
    return recorded(request, verdict, now, origin, sentBefore);
  }

  private @Nullable Stop recorded(
      OutboundRequest request,
      Verdict verdict,
      InForce now,
      @Nullable Origin origin,
      long sentBefore) {
    judged.incrementAndGet();
    Verdict made = verdict;
    try {
      made = lifted(request, verdict, now, origin);
      return record(request, made, now.events(), origin, sentBefore);
    } catch (Throwable e) {
      faults.note("the record of a decision", e);
      return made.stops() ? unrecorded(made) : null;
    }
  }

  private Verdict lifted(
      OutboundRequest request, Verdict verdict, InForce now, @Nullable Origin handedOver) {
    List<Allowance> allowances =
        verdict.violations().isEmpty() ? List.of() : Allowances.of(handedOver);
    if (allowances.isEmpty()) {
      return verdict;
    }
    Origin origin = handedOver == null ? Origin.here() : handedOver;
    return allowed.lift(request, verdict, allowances, now.judge(), now.events(), origin);
  }

  private Verdict verdict(OutboundRequest request, InForce now) {
    try {
      return now.judge().judge(request, learning);
    } catch (Throwable e) {
      faults.note("a judgement", e);
      return now.judge().uninspected(request, Reason.FAULT);
    }
  }

  private @Nullable Stop record(
      OutboundRequest request,
      Verdict verdict,
      EventFactory events,
      @Nullable Origin handedOver,
      long sentBefore) {
    if (verdict.violations().isEmpty() && verdict.notices().isEmpty() && !recorder.isListening()) {
      return null;
    }
    Origin origin = handedOver == null ? Origin.here() : handedOver;
    for (Notice notice : verdict.notices()) {
      if (recorder.mayNotice()) {
        recorder.notice(events.notice(request, verdict, notice, origin.callers(), seen));
      }
    }
    List<CompletableFuture<Void>> records = new ArrayList<>();
    BlockedRequestException exception = null;
    for (Violation violation : verdict.violations()) {
      Event event =
          events.violation(request, verdict, violation, origin.callers(), sentBefore, seen);
      Event shown = recorder.isListening() ? EventFactory.named(event, request, violation) : event;
      records.add(recorder.violation(event, shown, origin.mark(), origin.application()));
      if (exception == null && verdict.stops() && violation.mode() == Mode.BLOCK) {
        exception = exception(shown, violation);
      }
      Finding.Origin captured = violation.finding() == null ? null : violation.finding().origin();
      if (captured != null
          && event.result().outcome().wasStopped()
          && stopping.isNoticed(
              captured.document(),
              StoppingDocuments.caller(request, origin.callers()),
              System.nanoTime())) {
        recorder.audit(EventFactory.stopsMany(event, captured));
      }
    }
    recorder.judged(verdict, origin.mark());
    return exception == null
        ? null
        : new Stop(exception, CompletableFuture.allOf(records.toArray(CompletableFuture[]::new)));
  }

  static BlockedRequestException exception(Event event, Violation violation) {
    String fix = violation.rule().fix();
    return new BlockedRequestException(
        event.sentence() + (fix == null ? "." : ". " + fix),
        event.policy().rule(),
        event.destination().processor(),
        event.match().category(),
        event.match().locations().get(0),
        event.id().uid());
  }

  /** The block remains even where its record could not be made. */
  private static Stop unrecorded(Verdict verdict) {
    Violation violation = verdict.violations().get(0);
    return new Stop(
        new BlockedRequestException(
            "Blocked a request to "
                + verdict.recipient()
                + ": "
                + violation.category()
                + " (rule "
                + violation.rule().id()
                + "). It could not be recorded: see stderr.",
            violation.rule().id(),
            verdict.recipient(),
            violation.category(),
            violation.location().toString(),
            ""),
        RECORDED);
  }

  private void failedToAnswer(Throwable error) {
    faults.note("an answer", error);
  }

  /** Notes a fault that has nothing to do with a request. */
  public void failedOutside(String where, Throwable error) {
    faults.note(where, error);
  }

  /** A value of the application itself, with the names that evidence may show. */
  public OwnValueStatus shown(OwnValue own) {
    return new OwnValueStatus(
        own.processor(), inForce.events().shown(own, seen), own.length(), own.requests());
  }

  /** Requests judged so far. */
  public long judged() {
    return judged.get();
  }

  /** Answers to callers that no thread has completed yet. */
  public int waitingAnswers() {
    return answers.waiting();
  }

  /** For how long no thread has taken one of them, in milliseconds; 0 if there is none. */
  public long stuckMillis() {
    return answers.stuckMillis();
  }

  /** Faults so far. */
  public long failures() {
    return faults.count();
  }
}
