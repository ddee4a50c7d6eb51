package dev.flowguard.agent.guard;

import dev.flowguard.rules.judge.Trace;
import dev.flowguard.rules.names.SeenNames;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.provenance.Compared;
import dev.flowguard.rules.request.RequestUrl;
import java.util.function.Supplier;

/** Has the names of each judged request counted. */
final class Learning implements Trace {
  private final SeenNames seen;

  Learning(SeenNames seen) {
    this.seen = seen;
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
