package dev.flowguard.rules.bench;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Runs all benchmarks in one run and prints medians with their spread, and the ratios. */
public final class Benchmarks {
  private Benchmarks() {}

  public static void main(String[] arguments) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("dev.flowguard.rules.bench")
                    .forks(1)
                    .jvmArgs("-Xmx3g")
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.seconds(1))
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    Map<String, Double> medians = new TreeMap<>();
    System.out.printf(
        "%-46s %12s %12s %12s %14s%n", "", "p50 us", "p10 us", "p90 us", "allocated B");
    for (RunResult result : results) {
      Statistics times = result.getPrimaryResult().getStatistics();
      String name = name(result);
      medians.put(name, times.getPercentile(50));
      double allocated =
          result.getSecondaryResults().containsKey("gc.alloc.rate.norm")
              ? result.getSecondaryResults().get("gc.alloc.rate.norm").getScore()
              : 0;
      System.out.printf(
          Locale.ROOT,
          "%-46s %12.2f %12.2f %12.2f %14.0f%n",
          name,
          times.getPercentile(50),
          times.getPercentile(10),
          times.getPercentile(90),
          allocated);
    }
    System.out.println();
    ratio(medians, "Judgement.judgeJson", "Judgement.jacksonPass");
    ratio(medians, "Judgement.searchJson", "Judgement.jacksonPass");
    ratio(medians, "Judgement.judgeJson", "Judgement.sha256Json");
    ratio(medians, "Judgement.judgeJson", "Judgement.copyJson");
    ratio(medians, "Judgement.judgeNoise", "Judgement.sha256Noise");
    ratio(medians, "Growth.judge rules:10", "Growth.judge rules:1");
    ratio(medians, "Growth.judge processors:100", "Growth.judge processors:10");
    ratio(medians, "Growth.judge fingerprints:1000000", "Growth.judge fingerprints:1000");
    ratio(medians, "Growth.judge fingerprints:10000000", "Growth.judge fingerprints:1000");
  }

  private static String name(RunResult result) {
    StringBuilder name = new StringBuilder();
    String method = result.getParams().getBenchmark();
    name.append(method.substring("dev.flowguard.rules.bench.".length()).replace("Benchmark", ""));
    for (String key : result.getParams().getParamsKeys()) {
      name.append(' ').append(result.getParams().getParam(key));
    }
    return name.toString();
  }

  private static void ratio(Map<String, Double> medians, String of, String to) {
    Double above = medians.get(of);
    Double below = medians.get(to);
    if (above != null && below != null) {
      System.out.printf(Locale.ROOT, "%s / %s: %.2f%n", of, to, above / below);
    }
  }
}
