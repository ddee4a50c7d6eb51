package dev.flowguard.rules.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.flowguard.rules.payload.UnfoldLimits;
import dev.flowguard.rules.payload.Unfolder;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.request.RequestUrl;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * URLs and what stands in them.
 *
 * <p>The normal run takes its corpus only; the profile {@code fuzz} looks for new inputs for a
 * minute.
 */
class UrlFuzzTest {
  private final Unfolder unfolder = new Unfolder(UnfoldLimits.DEFAULT);

  @FuzzTest(maxDuration = "60s")
  void readsUrls(byte[] data) {
    String url = new String(data, StandardCharsets.UTF_8);

    assertThat(RequestUrl.parse(url).path()).isNotNull();
    unfolder.unfold(new OutboundRequest("GET", url, List.of(), Body.NONE, "fuzz"));
  }
}
