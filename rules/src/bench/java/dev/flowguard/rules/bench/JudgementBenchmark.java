package dev.flowguard.rules.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.flowguard.rules.judge.Judge;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.UnfoldLimits;
import dev.flowguard.rules.payload.Unfolder;
import dev.flowguard.rules.provenance.OwnWords;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.provenance.Thresholds;
import dev.flowguard.rules.request.OutboundRequest;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One judgement, its parts, and what it is measured by. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class JudgementBenchmark {
  private static final int MEBIBYTE = 1 << 20;

  private final byte[] json = Samples.json();
  private final byte[] noise = Samples.noise(MEBIBYTE);
  private final OutboundRequest clean = Samples.request("application/json", json);
  private final OutboundRequest opaque = Samples.request("application/octet-stream", noise);
  private final ProtectedContent content = Samples.content(300_000);
  private final Judge judge = Samples.judge(300_000);
  private final Unfolder unfolder = new Unfolder(UnfoldLimits.DEFAULT);
  private final Payload payload = unfolder.unfold(clean);
  private final JsonFactory jackson = new JsonFactory();

  @Benchmark
  public Object judgeJson() {
    return judge.judge(clean);
  }

  @Benchmark
  public Object unfoldJson() {
    return unfolder.unfold(clean);
  }

  @Benchmark
  public Object searchJson() {
    return content.match(payload, Thresholds.STRUCTURED, Set.of("sha256"), OwnWords.NONE);
  }

  @Benchmark
  public int jacksonPass() throws IOException {
    int tokens = 0;
    try (JsonParser parser = jackson.createParser(json)) {
      while (parser.nextToken() != null) {
        tokens++;
      }
    }
    return tokens;
  }

  @Benchmark
  public byte[] copyJson() {
    return json.clone();
  }

  @Benchmark
  public byte[] sha256Json() throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256").digest(json);
  }

  @Benchmark
  public Object judgeNoise() {
    return judge.judge(opaque);
  }

  @Benchmark
  public byte[] sha256Noise() throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256").digest(noise);
  }

  @Benchmark
  public boolean lookUpHost() {
    return judge.concerns("inference.mirage-studio.io", 443, "/v1/chat/completions");
  }
}
