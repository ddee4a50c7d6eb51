package dev.flowguard.rules.bench;

import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.request.OutboundRequest;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One judgement of clean JSON with more of everything. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GrowthBenchmark {
  /** What there is more of, and how much. */
  @Param({
    "rules:1",
    "rules:10",
    "processors:10",
    "processors:100",
    "fingerprints:1000",
    "fingerprints:10000",
    "fingerprints:100000",
    "fingerprints:1000000",
    "fingerprints:10000000"
  })
  public String of;

  private final OutboundRequest clean = Samples.request("application/json", Samples.json());
  private Judge judge;

  @Setup
  public void load() {
    String what = of.substring(0, of.indexOf(':'));
    int count = Integer.parseInt(of.substring(of.indexOf(':') + 1));
    judge =
        switch (what) {
          case "rules" -> Samples.judge(3, count);
          case "processors" -> Samples.judge(count, 1);
          default -> Samples.judge(count);
        };
  }

  @Benchmark
  public Object judge() {
    return judge.judge(clean);
  }
}
