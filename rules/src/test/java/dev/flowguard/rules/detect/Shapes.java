package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.UnfoldLimits;
import dev.flowguard.rules.payload.Unfolder;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.request.RequestUrl;
import dev.flowguard.rules.screen.Screen;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The words of all detectors that find something in a request. */
public final class Shapes {
  private Shapes() {}

  public static Set<String> of(byte[] body, String type) {
    Set<String> shapes = new TreeSet<>();
    OutboundRequest request =
        new OutboundRequest(
            "POST",
            "https://a.example/",
            List.of(new Header("Content-Type", type)),
            new Body.Held(body),
            "test");
    var payload = new Unfolder(UnfoldLimits.DEFAULT).unfold(request);
    for (Detector detector : Detectors.all()) {
      if (!detector.scan(payload).isEmpty()) {
        shapes.add(detector.name());
      }
    }
    if (!shapes.isEmpty() && isScreened(request)) {
      throw new AssertionError("the screen lets pass what has a shape: " + shapes);
    }
    return shapes;
  }

  private static boolean isScreened(OutboundRequest request) {
    return new Screen(Detectors.all(), true)
        .isClean(
            request,
            RequestUrl.parse(request.url()),
            new ProtectedContent(),
            Long.MAX_VALUE,
            row -> {});
  }

  public static Set<String> of(String json) {
    return of(json.getBytes(StandardCharsets.UTF_8), "application/json");
  }

  static Set<String> ofText(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8), "text/plain");
  }

  public static Set<String> ofForm(String form) {
    return of(form.getBytes(StandardCharsets.UTF_8), "application/x-www-form-urlencoded");
  }

  /** Of a form with one field that holds a text, whatever it is. */
  public static Set<String> ofField(String text) {
    return ofForm("metadata[x]=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
  }
}
