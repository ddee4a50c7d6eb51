package dev.flowguard.agent.contract;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * {@code HttpURLConnection}: speaks HTTP/1.1 only, has no asynchronous calls, and repeats no body
 * on a redirect.
 */
class UrlConnectionGateIT extends GateContract {
  @Override
  List<TestClient> versions() {
    return List.of(TestClient.URL_CONNECTION);
  }

  @Override
  Set<Sender.Kind> kinds() {
    return EnumSet.of(
        Sender.Kind.NONE,
        Sender.Kind.BYTES,
        Sender.Kind.FIXED_STREAM,
        Sender.Kind.CHUNKED_STREAM,
        Sender.Kind.FAILING,
        Sender.Kind.LYING);
  }

  @Override
  Set<Scheme> schemes(TestClient client) {
    return EnumSet.of(Scheme.HTTP, Scheme.HTTPS);
  }

  @Override
  String ownFailure() {
    return "dev.flowguard.api.BlockedRequestException";
  }

  @Override
  String ownLaterFailure() {
    return null;
  }

  @Override
  boolean repeatsBodyOnRedirect(TestClient client) {
    return false;
  }

  @Override
  boolean expectsContinue() {
    return true;
  }

  @Override
  boolean hasTimeouts() {
    return true;
  }
}
