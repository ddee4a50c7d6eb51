package dev.flowguard.rules.cases;

import dev.flowguard.rules.policy.Policy;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** 114 requests with the verdict that each deserves under the policy of Mirage Studio. */
public final class OpenCases {
  private OpenCases() {}

  public static List<Case> read() throws IOException {
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(OpenCases.class.getResourceAsStream("open.jsonl")),
            StandardCharsets.UTF_8)) {
      return CaseFile.read("open.jsonl", reader, Policy.builtIn());
    }
  }
}
