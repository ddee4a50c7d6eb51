package dev.flowguard.agent.guard;

import dev.flowguard.agent.event.Audit;
import dev.flowguard.agent.event.AuditKind;
import dev.flowguard.agent.event.Event;
import dev.flowguard.agent.event.EventFactory;
import dev.flowguard.agent.record.Recorder;
import dev.flowguard.agent.spi.BodyBudget;
import dev.flowguard.agent.spi.Deadlines;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.agent.status.Console;
import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.rules.decision.Notice;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.OutboundRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Carries out decisions: asks the judge, has the record written, and stops the request.
 *
 * <p>An error of ours is no decision: it is counted, said once of each kind, and the rules decide
 * by their {@code on-incomplete}. A disk that fails or is slow never turns a block into an allow.
 */
public final class EnforcingGuard implements Guard {
  /** How long a stopped caller waits for its record. */
  private static final long JOURNAL_MILLIS = 1_000;

  private final Recorder recorder;
  private final BodyBudget budget = BodyBudget.ofHeap();
  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private final Map<String, String> uncovered = new ConcurrentHashMap<>();

  /**
   * Completes what asynchronous callers wait for. What they do then may take its time, so it must
   * not be done by the journal's thread or a timer's; and the application's common pool may be
   * busy.
   */
  private final AnswerThreads answers =
      new AnswerThreads(AnswerThreads.MOST, e -> failed("an answer", e));

  private final Deadlines deadlines = new Deadlines(answers);
  private final Deadlines.Span journalTime = deadlines.of(JOURNAL_MILLIS);
  private final Deadlines.Span holdTime;

  /** Judges large bodies for callers that must not be held up. */
  private final Executor judges = judges();

  private final AtomicLong judged = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong unsafe = new AtomicLong();
  private volatile InForce inForce;
  private volatile Runnable changed = () -> {};

  /**
   * @param holdSeconds how long a body is held that is not whole
   */
  EnforcingGuard(InForce inForce, Recorder recorder, int holdSeconds) {
    this.inForce = inForce;
    this.recorder = recorder;
    this.holdTime = deadlines.of(TimeUnit.SECONDS.toMillis(holdSeconds));
  }

  /** Has every judgement that starts from now on made by another policy or mode. */
  void enforce(InForce next) {
    inForce = next;
  }

  /** Has this run whenever a client turns out not to be covered. */
  void whenChanged(Runnable run) {
    changed = run;
  }

  InForce inForce() {
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
            task -> thread(task, "flowguard-judge"));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }

  @Override
  public boolean concerns(String host, int port, String target, @Nullable String hostHeader) {
    try {
      return inForce.judge().concerns(host, port, target, hostHeader);
    } catch (Throwable e) {
      failed("the host look-up", e);
      return true; // not knowing is no reason to let it pass unseen
    }
  }

  @Override
  public void check(OutboundRequest request, @Nullable Origin origin, long sentBefore)
      throws BlockedRequestException {
    Stop stop = decide(request, origin, sentBefore);
    if (stop == null) {
      return;
    }
    try {
      stop.safe.get(JOURNAL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // The caller's own client sees the flag next; the block stands.
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      unrecorded(e);
    }
    throw stop.exception;
  }

  @Override
  public CompletableFuture<Void> checkLater(
      OutboundRequest request, @Nullable Origin origin, long sentBefore) {
    if (request.body() instanceof Body.Held held && held.bytes().length > JUDGED_AT_ONCE) {
      Origin here = origin == null ? Origin.here() : origin;
      CompletableFuture<Void> answer = new CompletableFuture<>();
      judges.execute(() -> answerElsewhere(decide(request, here, sentBefore), answer));
      return answer;
    }
    return checkAtOnce(request, origin, sentBefore);
  }

  @Override
  public CompletableFuture<Void> checkAtOnce(
      OutboundRequest request, @Nullable Origin origin, long sentBefore) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    answer(decide(request, origin, sentBefore), answer);
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
    stop.safe.whenCompleteAsync(
        (nothing, failure) -> {
          late.end();
          if (failure != null) {
            unrecorded(failure);
          }
          answer.completeExceptionally(stop.exception);
        },
        answers);
  }

  /** The block stands; that its record may be missing is told once, and counted. */
  private void unrecorded(Throwable why) {
    if (unsafe.incrementAndGet() == 1) {
      Console.print(
          "flowguard: the record of a block was not on disk within one second ("
              + why.getClass().getSimpleName()
              + "). Blocks stand; look at the disk of journal.dir, "
              + recorder.journal().directory().getAbsolutePath());
    }
  }

  @Override
  public HeldBody hold() {
    return new HeldBody(budget, holdTime);
  }

  @Override
  public void fault(
      String client, String method, String host, int port, String target, Throwable error)
      throws BlockedRequestException {
    check(faulty(client, method, host, port, target, error));
  }

  @Override
  public CompletableFuture<Void> faultLater(
      String client, String method, String host, int port, String target, Throwable error) {
    return checkAtOnce(faulty(client, method, host, port, target, error), null, 0);
  }

  private OutboundRequest faulty(
      String client, String method, String host, int port, String target, Throwable error) {
    failed("the gate of " + client, error);
    String url = target.startsWith("/") ? "https://" + host + ":" + port + target : target;
    return new OutboundRequest(method, url, List.of(), new Body.NotHeld(Reason.FAULT), client);
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

  private @Nullable Stop decide(OutboundRequest request, @Nullable Origin origin, long sentBefore) {
    InForce now = inForce;
    Verdict verdict = verdict(request, now);
    judged.incrementAndGet();
    try {
      return record(request, verdict, now.events(), origin, sentBefore);
    } catch (Throwable e) {
      failed("the record", e);
      return verdict.stops() ? unrecorded(verdict) : null;
    }
  }

  private Verdict verdict(OutboundRequest request, InForce now) {
    try {
      return now.judge().judge(request);
    } catch (Throwable e) {
      failed("the judgement", e);
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
        recorder.notice(events.notice(request, verdict, notice, origin.callers()));
      }
    }
    List<CompletableFuture<Void>> records = new ArrayList<>();
    BlockedRequestException exception = null;
    for (Violation violation : verdict.violations()) {
      Event event = events.violation(request, verdict, violation, origin.callers(), sentBefore);
      records.add(recorder.violation(event, origin.mark()));
      if (exception == null && verdict.stops() && violation.mode() == Mode.BLOCK) {
        exception = exception(event, violation);
      }
    }
    recorder.judged(verdict, origin.mark());
    return exception == null
        ? null
        : new Stop(exception, CompletableFuture.allOf(records.toArray(CompletableFuture[]::new)));
  }

  private static BlockedRequestException exception(Event event, Violation violation) {
    String fix = violation.rule().fix();
    return new BlockedRequestException(
        event.sentence() + (fix == null ? "." : ". " + fix),
        event.policy().rule(),
        event.destination().processor(),
        event.match().category(),
        violation.location(),
        event.id().uid());
  }

  /** The block stands even where its record could not be made. */
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
            violation.location(),
            ""),
        CompletableFuture.completedFuture(null));
  }

  private void failed(String where, Throwable error) {
    failures.incrementAndGet();
    // The class only: a message could quote what was looked at.
    if (said.add(where + error.getClass().getName())) {
      Console.print(
          "flowguard: "
              + where
              + " failed with "
              + error.getClass().getName()
              + at(error)
              + "; the rules decide by on-incomplete. Please report this.");
    }
  }

  /** Tells of an error of ours that has nothing to do with a request. */
  void failedOutside(String where, Throwable error) {
    failed(where, error);
  }

  private static String at(Throwable error) {
    StackTraceElement[] trace = error.getStackTrace();
    return trace.length == 0 ? "" : " at " + trace[0];
  }

  /** Requests judged so far. */
  long judged() {
    return judged.get();
  }

  /** Errors of ours so far. */
  long failures() {
    return failures.get();
  }
}
