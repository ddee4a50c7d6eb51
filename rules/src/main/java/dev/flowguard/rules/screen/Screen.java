package dev.flowguard.rules.screen;

import dev.flowguard.rules.detect.Detector;
import dev.flowguard.rules.payload.Opener;
import dev.flowguard.rules.payload.Signs;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.provenance.Row;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.request.RequestUrl;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a request that says "certainly nothing" or "not sure". On "not sure" the request is
 * judged as if there were no screen, so verdicts, places and evidence come from one place only.
 *
 * <p>Every value goes through it each time: what was clean a minute ago may be captured now. It has
 * no knowledge of its own of what is looked for. Decoders and detectors declare what a value must
 * have so that they find something in it; without such a declaration the answer is "not sure".
 *
 * <p>For the rules of one recipient. Thread-safe: each request takes its scratch out of a pool of
 * at most {@value #MOST_KEPT}, and none is bound to a thread.
 */
public final class Screen {
  private static final int MOST_KEPT = 16;

  /** Steps of a byte, for callers that others wait for. */
  public static final int STEPS = 16;

  private final List<Detector> detectors;
  private final boolean alsoHashed;
  private final boolean isUsable;
  private final Signs signs;
  private final int fewestNumbers;
  private final Odds odds = new Odds();
  private final AtomicReferenceArray<@Nullable Pass> pool = new AtomicReferenceArray<>(MOST_KEPT);

  /**
   * @param detectors that look at requests to the recipient
   * @param alsoHashed true if identifiers count under hash functions too
   */
  public Screen(List<Detector> detectors, boolean alsoHashed) {
    this.detectors = detectors;
    this.alsoHashed = alsoHashed;
    boolean areDeclared = detectors.size() <= Pass.MOST_DETECTORS;
    Signs all = Opener.signs();
    int fewest = Integer.MAX_VALUE;
    for (Detector detector : detectors) {
      areDeclared &= detector.signs() != Signs.UNKNOWN;
      all = all.or(detector.signs());
      fewest = Math.min(fewest, detector.fewestNumbers());
    }
    this.isUsable = areDeclared;
    this.signs = all;
    this.fewestNumbers = fewest;
  }

  /**
   * True if the judgement certainly finds nothing in a request, notes nothing and is complete.
   * Where it was seldom sure of requests to this path lately, it says "not sure" without a look to
   * most of them.
   *
   * @param mostBytes of a body; larger ones are not looked at
   * @param whenClean is given the values of a clean request, until it returns. Null for whoever
   *     only asks: then the answer depends on no other request, and none depends on it
   */
  public boolean isClean(
      OutboundRequest request,
      RequestUrl url,
      ProtectedContent content,
      long mostBytes,
      @Nullable Consumer<Row> whenClean) {
    byte[] body = isUsable ? Pass.body(request, mostBytes) : null;
    if (body == null) {
      return false;
    }
    if (whenClean == null) {
      return look(request, url, content, body, row -> {});
    }
    int kind = Odds.kind(url.path());
    if (!odds.areGood(kind)) {
      return false;
    }
    boolean isClean = look(request, url, content, body, whenClean);
    odds.count(kind, isClean);
    return isClean;
  }

  private boolean look(
      OutboundRequest request,
      RequestUrl url,
      ProtectedContent content,
      byte[] body,
      Consumer<Row> whenClean) {
    int slot = (int) (Thread.currentThread().getId() & MOST_KEPT - 1);
    Pass pass = pool.getAndSet(slot, null);
    if (pass == null) {
      pass = new Pass(detectors, signs, fewestNumbers);
    }
    boolean isClean = pass.isClean(request, url, content, alsoHashed, body);
    if (isClean) {
      whenClean.accept(pass.row);
    }
    pass.clear();
    pool.set(slot, pass); // not after an error, which may have left it in any state
    return isClean;
  }
}
