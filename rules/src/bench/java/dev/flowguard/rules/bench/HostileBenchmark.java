package dev.flowguard.rules.bench;

import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.request.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One judgement of what was made to be slow. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HostileBenchmark {
  @Param({"bomb", "bomb in a bomb", "nesting", "parts", "words", "pairs"})
  public String input;

  private final Judge judge = Samples.judge(1_000);
  private OutboundRequest request;

  @Setup
  public void make() {
    byte[] zeros = Samples.gzip(new byte[256 << 20]);
    String part = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nv\r\n";
    request =
        switch (input) {
          case "bomb" -> Samples.request("application/octet-stream", zeros);
          case "bomb in a bomb" ->
              Samples.request("application/octet-stream", Samples.gzip(Samples.gzip(zeros)));
          case "nesting" -> text("application/json", "[".repeat(100_000));
          case "parts" ->
              text("multipart/form-data; boundary=b", part.repeat(10_000) + "--b--\r\n");
          case "words" -> text("text/plain", "A b ".repeat(100_000));
          default -> text("application/x-www-form-urlencoded", "a=%41&".repeat(60_000));
        };
  }

  private static OutboundRequest text(String type, String body) {
    return Samples.request(type, body.getBytes(StandardCharsets.US_ASCII));
  }

  @Benchmark
  public Object judge() {
    return judge.judge(request);
  }
}
