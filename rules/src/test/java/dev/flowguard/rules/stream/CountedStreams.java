package dev.flowguard.rules.stream;

import dev.flowguard.rules.counted.Cost;
import dev.flowguard.rules.counted.Counter;
import dev.flowguard.rules.counted.Sample;
import dev.flowguard.rules.counted.Subject;
import java.util.LinkedHashMap;
import java.util.Map;

/** The assembler over the body of a sample, in each format. */
public final class CountedStreams implements Subject {
  private static final int PIECE = 1 << 10;

  @Override
  public Map<String, Cost> of(Sample sample) {
    Map<String, Cost> costs = new LinkedHashMap<>();
    byte[] body = sample.body();
    for (StreamFormat format : StreamFormat.values()) {
      long before = Counter.steps();
      StreamAssembler assembler = new StreamAssembler(format, Assembled.MOST);
      for (int i = 0; i < body.length; i += PIECE) {
        assembler.add(body, i, Math.min(body.length, i + PIECE));
      }
      assembler.values();
      costs.put(format.name(), new Cost(Counter.steps() - before, Cost.UNKNOWN, false));
    }
    return costs;
  }
}
