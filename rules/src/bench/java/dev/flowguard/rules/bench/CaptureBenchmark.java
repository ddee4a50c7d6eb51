package dev.flowguard.rules.bench;

import dev.flowguard.rules.provenance.ProtectedContent;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One capture of a text, another each time. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CaptureBenchmark {
  private static final int TEXTS = 512;

  @Param({"200", "2000", "16000", "200000"})
  public int chars;

  private final ProtectedContent content = new ProtectedContent();
  private final String[] texts = new String[TEXTS];
  private int next;

  @Setup
  public void write() {
    Random random = new Random(3);
    for (int i = 0; i < TEXTS; i++) {
      texts[i] = Samples.letters(random, chars);
    }
  }

  @Benchmark
  public void capture() {
    content.capture(
        "chat-conversation", "bench", texts[next++ % TEXTS], Integer.toString(next), null);
  }
}
