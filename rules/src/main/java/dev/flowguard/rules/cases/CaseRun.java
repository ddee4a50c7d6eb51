package dev.flowguard.rules.cases;

import dev.flowguard.rules.cases.CaseFile.CapturedFile;
import dev.flowguard.rules.decision.Decision;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.judge.Trace;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All cases judged under one policy. */
public record CaseRun(List<Result> results) {
  public CaseRun {
    results = List.copyOf(results);
  }

  /** One judged case. */
  public record Result(Case test, Verdict verdict) {
    /** True if the decision is another than the case deserves. */
    public boolean differs() {
      return test.block() != (verdict.decision() instanceof Decision.Block);
    }

    /** True if a request that should pass was blocked. */
    public boolean isFalseBlock() {
      return !test.block() && differs();
    }
  }

  /** How many of a group of block cases were caught. */
  public record Recall(int caught, int all) {
    Recall and(boolean isCaught) {
      return new Recall(caught + (isCaught ? 1 : 0), all + 1);
    }
  }

  /**
   * Judges each case by itself: it sees its own captured and published values and those that all
   * cases share, and nothing else.
   */
  public static CaseRun of(List<Case> cases, CapturedFile shared, Policy policy) {
    List<Result> results = new ArrayList<>();
    ProtectedContent known = content(shared, policy);
    for (Case each : cases) {
      results.add(new Result(each, judge(each, known.copy(), policy, Trace.NONE)));
    }
    return new CaseRun(results);
  }

  /** Judges one case by itself and notes how. */
  public static Verdict judge(Case test, CapturedFile shared, Policy policy, Trace trace) {
    return judge(test, content(shared, policy), policy, trace);
  }

  private static ProtectedContent content(CapturedFile shared, Policy policy) {
    ProtectedContent content = new ProtectedContent();
    content.ownHosts(policy.firstParty());
    shared.addTo(content, policy);
    return content;
  }

  private static Verdict judge(Case test, ProtectedContent known, Policy policy, Trace trace) {
    Judge judge = new Judge(policy, null, known, Clock.systemUTC());
    new CapturedFile(test.captured(), test.published()).addTo(known, policy);
    return judge.judge(test.request(), trace);
  }

  /** False blocks among the scored cases. */
  public long falseBlocks() {
    return results.stream().filter(r -> r.test().isScored() && r.isFalseBlock()).count();
  }

  /** Scored cases whose decision differs. */
  public long differences() {
    return results.stream().filter(r -> r.test().isScored() && r.differs()).count();
  }

  /** Recall of the scored block cases by difficulty. */
  public Map<Integer, Recall> recall() {
    Map<Integer, Recall> recall = new TreeMap<>();
    for (Result result : results) {
      if (result.test().isScored() && result.test().block()) {
        recall.merge(
            result.test().difficulty(),
            new Recall(0, 0).and(!result.differs()),
            (a, b) -> a.and(!result.differs()));
      }
    }
    return recall;
  }

  /** Recall of the block cases that are not scored, by their flag or {@code semantic}. */
  public Map<String, Recall> apart() {
    Map<String, Recall> recall = new TreeMap<>();
    for (Result result : results) {
      Case test = result.test();
      if (!test.isScored() && test.block()) {
        String key = test.flag() == null ? test.detectableBy() : test.flag();
        recall.merge(
            key, new Recall(0, 0).and(!result.differs()), (a, b) -> a.and(!result.differs()));
      }
    }
    return recall;
  }
}
