package dev.flowguard.agent.guard;

import dev.flowguard.agent.event.Event;
import dev.flowguard.agent.event.EventFactory;
import dev.flowguard.agent.event.OcsfJson;
import dev.flowguard.agent.gate.BodyBudget;
import dev.flowguard.agent.gate.Guard;
import dev.flowguard.agent.gate.HeldBody;
import dev.flowguard.agent.journal.Journal;
import dev.flowguard.agent.journal.LogLine;
import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.rules.decision.Inspection.Reason;
import dev.flowguard.rules.decision.Notice;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.request.RequestUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
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

  /** Notices of one minute that are recorded; the rest is counted. */
  private static final int NOTICES_A_MINUTE = 60;

  private static final int MOST_ANSWERING = 32;

  private final Judge judge;
  private final EventFactory events;
  private final Journal journal;
  private final LogLine log;
  private final BodyBudget budget = BodyBudget.ofHeap();
  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private final Map<String, String> uncovered = new ConcurrentHashMap<>();

  /**
   * Completes what asynchronous callers wait for. What they do then may take its time, so it must
   * not be done by the journal's thread; and the application's common pool may be busy.
   */
  private final Executor answers = answers();

  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong unsafe = new AtomicLong();
  private final AtomicLong noticesLeft = new AtomicLong(NOTICES_A_MINUTE);
  private final AtomicLong noticesSince = new AtomicLong(System.nanoTime());
  private final AtomicLong noticesDropped = new AtomicLong();

  EnforcingGuard(Judge judge, EventFactory events, Journal journal, LogLine log) {
    this.judge = judge;
    this.events = events;
    this.journal = journal;
    this.log = log;
  }

  private static Executor answers() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            1,
            MOST_ANSWERING,
            1,
            TimeUnit.MINUTES,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "flowguard-answer");
              thread.setDaemon(true);
              thread.setContextClassLoader(null);
              return thread;
            },
            new ThreadPoolExecutor.CallerRunsPolicy());
    // Started by a request, it would hold that request's class loaders for good.
    pool.prestartCoreThread();
    return pool;
  }

  @Override
  public boolean concerns(String host, int port, String target) {
    try {
      return judge.concerns(host, port, target);
    } catch (Throwable e) {
      failed("the host look-up", e);
      return true; // not knowing is no reason to let it pass unseen
    }
  }

  @Override
  public void check(OutboundRequest request) throws BlockedRequestException {
    Stop stop = decide(request);
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
  public CompletableFuture<Void> checkLater(OutboundRequest request) {
    Stop stop = decide(request);
    if (stop == null) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> answer = new CompletableFuture<>();
    stop.safe
        .orTimeout(JOURNAL_MILLIS, TimeUnit.MILLISECONDS)
        .whenCompleteAsync(
            (nothing, failure) -> {
              if (failure != null) {
                unrecorded(failure);
              }
              answer.completeExceptionally(stop.exception);
            },
            answers);
    return answer;
  }

  /** The block stands; that its record may be missing is told once, and counted. */
  private void unrecorded(Throwable why) {
    if (unsafe.incrementAndGet() == 1) {
      System.err.println(
          "flowguard: the record of a block was not on disk within one second ("
              + why.getClass().getSimpleName()
              + "). Blocks stand; look at the disk of journal.dir, "
              + journal.directory().getAbsolutePath());
    }
  }

  @Override
  public HeldBody hold() {
    return HeldBody.of(budget);
  }

  @Override
  public void broken(
      String client, String method, String host, int port, String target, Throwable error)
      throws BlockedRequestException {
    failed("the gate of " + client, error);
    String url = target.startsWith("/") ? "https://" + host + ":" + port + target : target;
    OutboundRequest request =
        new OutboundRequest(
            method, url, List.of(), new Body.NotHeld(Reason.INTERNAL_ERROR), client);
    check(request);
  }

  @Override
  public void uncovered(String client, String why) {
    if (uncovered.putIfAbsent(client, why) == null) {
      System.err.println(
          "flowguard: "
              + client
              + " is NOT COVERED in this JVM: "
              + why
              + ". Its requests are not judged. Use a version that docs/coverage.md lists.");
      journal.append(
          OcsfJson.audit("client not covered", Map.of("client", client, "why", why), now()),
          () -> {});
    }
  }

  /** Clients that are not covered, and why. */
  public Map<String, String> uncovered() {
    return Map.copyOf(uncovered);
  }

  /** A request that must not leave. */
  private record Stop(BlockedRequestException exception, CompletableFuture<Void> safe) {}

  private @Nullable Stop decide(OutboundRequest request) {
    Verdict verdict = verdict(request);
    try {
      return record(request, verdict);
    } catch (Throwable e) {
      failed("the record", e);
      return verdict.stops() ? unrecorded(verdict) : null;
    }
  }

  private Verdict verdict(OutboundRequest request) {
    try {
      return judge.judge(request);
    } catch (Throwable e) {
      failed("the judgement", e);
      RequestUrl url = RequestUrl.parse(request.url());
      return judge.uninspected(url.host(), url.port(), request.url(), Reason.INTERNAL_ERROR);
    }
  }

  private @Nullable Stop record(OutboundRequest request, Verdict verdict) {
    for (Notice notice : verdict.notices()) {
      if (mayNotice()) {
        journal.append(OcsfJson.of(events.notice(request, verdict, notice)), () -> {});
      }
    }
    List<CompletableFuture<Void>> records = new ArrayList<>();
    BlockedRequestException exception = null;
    for (Violation violation : verdict.violations()) {
      Event event = events.violation(request, verdict, violation);
      records.add(journal.append(OcsfJson.of(event), () -> log.write(event)));
      if (exception == null && verdict.stops() && violation.mode() == Mode.BLOCK) {
        exception = exception(event, violation);
      }
    }
    return exception == null
        ? null
        : new Stop(exception, CompletableFuture.allOf(records.toArray(CompletableFuture[]::new)));
  }

  private static BlockedRequestException exception(Event event, Violation violation) {
    String fix = violation.rule().fix();
    return new BlockedRequestException(
        event.sentence() + (fix == null ? "." : ". " + fix),
        event.rule(),
        event.processor(),
        event.category(),
        violation.location(),
        event.id());
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

  private boolean mayNotice() {
    long now = System.nanoTime();
    long since = noticesSince.get();
    if (now - since > TimeUnit.MINUTES.toNanos(1) && noticesSince.compareAndSet(since, now)) {
      noticesLeft.set(NOTICES_A_MINUTE);
      long dropped = noticesDropped.getAndSet(0);
      if (dropped > 0) {
        journal.append(
            OcsfJson.audit("notices dropped", Map.of("count", Long.toString(dropped)), now()),
            () -> {});
      }
    }
    if (noticesLeft.decrementAndGet() >= 0) {
      return true;
    }
    noticesDropped.incrementAndGet();
    return false;
  }

  private void failed(String where, Throwable error) {
    failures.incrementAndGet();
    // The class only: a message could quote what was looked at.
    if (said.add(where + error.getClass().getName())) {
      System.err.println(
          "flowguard: "
              + where
              + " failed with "
              + error.getClass().getName()
              + at(error)
              + "; the rules decide by on-incomplete. Please report this.");
    }
  }

  private static String at(Throwable error) {
    StackTraceElement[] trace = error.getStackTrace();
    return trace.length == 0 ? "" : " at " + trace[0];
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  /** Errors of ours so far. */
  public long failures() {
    return failures.get();
  }
}
