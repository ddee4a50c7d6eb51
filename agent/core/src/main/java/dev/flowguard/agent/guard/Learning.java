package dev.flowguard.agent.guard;

import dev.flowguard.rules.judge.Trace;
import dev.flowguard.rules.names.SeenNames;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Places;
import dev.flowguard.rules.provenance.Compared;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.request.RequestUrl;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Has the names of each judged request counted, and each that the screen found clean handed on. */
final class Learning implements Trace {
  private final SeenNames seen;
  private final Consumer<OutboundRequest> screened;

  /**
   * @param screened is given each request that the screen found clean; its body is the caller's
   */
  Learning(SeenNames seen, Consumer<OutboundRequest> screened) {
    this.seen = seen;
    this.screened = screened;
  }

  @Override
  public boolean isFollowing() {
    return false;
  }

  @Override
  public void screened(OutboundRequest request, String recipient, RequestUrl url, Places places) {
    seen.learn(recipient, url, places);
    screened.accept(request);
  }

  @Override
  public void step(String stage, Supplier<String> text) {}

  @Override
  public Compared.Listener compared() {
    return Compared.Listener.NONE;
  }

  @Override
  public void unfolded(String recipient, RequestUrl url, Payload payload) {
    seen.learn(recipient, url, payload);
  }
}
