package dev.flowguard.junit;

import dev.flowguard.api.Flowguard;
import java.net.URI;

/**
 * What a test may ask about itself. For the thread of the test and threads that it has started.
 *
 * <p>All throw {@link IllegalStateException} outside of a test, and where no guard watches.
 */
public final class GuardAssertions {
  private GuardAssertions() {}

  /** The violations of the running test so far. What is asserted of them does not fail the test. */
  public static ViolationsAssert violations() {
    TestScope scope = GuardSession.current().scopeHere();
    return new ViolationsAssert(scope, scope.violations(), "violations of this test");
  }

  /**
   * Asserts that the running test has sent no request at all to a processor, allowed or not.
   *
   * @throws AssertionError if one has left
   */
  public static void nothingReached(String processor) {
    TestScope scope = GuardSession.current().scopeHere();
    int sent = scope.sentTo(processor);
    if (sent > 0) {
      throw new AssertionError(
          "\nExpecting nothing to reach " + processor + ", but " + sent + " requests have left");
    }
  }

  /**
   * A text that must arrive nowhere where the policy's rules keep this category from: use it as a
   * user's chat, document or knowledge. A request that carries it, as it is or encoded, fails the
   * test. 160 characters.
   *
   * @param category of the policy
   */
  public static String canary(String category) {
    GuardSession.current().require();
    return Flowguard.protect(category, Canary.text());
  }

  /**
   * Takes a place, such as a WireMock server, for a processor until the end of the run.
   *
   * @param processor of the policy
   * @param url with the port if it is not the scheme's own; the path does not matter
   */
  public static void standIn(String processor, String url) {
    URI place = URI.create(url);
    int port = place.getPort();
    if (port < 0) {
      port = "https".equals(place.getScheme()) ? 443 : 80;
    }
    GuardLink link = GuardSession.current().require();
    if (place.getHost() == null || !link.standIn(processor, place.getHost(), port)) {
      throw new IllegalArgumentException(
          "no stand-in: "
              + url
              + " is no URL with a host, or the policy names no processor '"
              + processor
              + "'. Known: "
              + link.processors());
    }
  }
}
