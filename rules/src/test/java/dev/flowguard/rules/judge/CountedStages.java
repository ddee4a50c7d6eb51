package dev.flowguard.rules.judge;

import dev.flowguard.rules.counted.Cost;
import dev.flowguard.rules.counted.Counter;
import dev.flowguard.rules.counted.Sample;
import dev.flowguard.rules.counted.Subject;
import dev.flowguard.rules.detect.Detector;
import dev.flowguard.rules.detect.Detectors;
import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.UnfoldLimits;
import dev.flowguard.rules.payload.Unfolder;
import dev.flowguard.rules.provenance.OwnWords;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.provenance.Thresholds;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Unfolding, each registered detector, the search for known content: each stage by itself. */
public final class CountedStages implements Subject {
  private final Unfolder unfolder = new Unfolder(UnfoldLimits.DEFAULT);
  private final ProtectedContent content = new ProtectedContent();

  public CountedStages() {
    for (String text : Nasty.CAPTURED) {
      content.capture("chat-conversation", "test", text, null, null);
    }
  }

  @Override
  public Map<String, Cost> of(Sample sample) {
    OutboundRequest request =
        new OutboundRequest(
            "POST",
            sample.url(),
            List.of(new Header("Content-Type", sample.type()), new Header("X", sample.header())),
            new Body.Held(sample.body()),
            "test");
    Map<String, Cost> costs = new LinkedHashMap<>();
    Work work = Work.forBytes(sample.size());
    long before = Counter.steps();
    Payload payload = unfolder.unfold(request, work);
    costs.put("unfold", cost(before, work));

    long leaves = 0;
    for (Leaf leaf : payload.leaves()) {
      leaves += leaf.size() + Judge.LEAF_STEPS;
    }
    for (Detector detector : Detectors.all()) {
      Work shape = Work.forBytes(sample.size());
      before = Counter.steps();
      try {
        shape.charge(detector.quarters() * leaves / 4); // as the judge does before it asks it
        detector.scan(payload.searchedWith(shape));
      } catch (Work.UsedUp e) {
        // Seen by the caller.
      }
      costs.put("detector " + detector.name(), cost(before, shape));
    }

    Work search = Work.forBytes(sample.size());
    before = Counter.steps();
    content.match(payload.searchedWith(search), Thresholds.PROSE, Set.of(), OwnWords.NONE);
    costs.put("search", cost(before, search));

    ProtectedContent fresh = new ProtectedContent();
    before = Counter.steps();
    fresh.capture("chat-conversation", "test", sample.body(), null, null);
    fresh.workOff();
    costs.put(
        "capture", new Cost(Counter.steps() - before, Cost.UNKNOWN, fresh.stats().partial() > 0));
    return costs;
  }

  private static Cost cost(long before, Work work) {
    return new Cost(Counter.steps() - before, work.steps(), work.isUsedUp());
  }
}
