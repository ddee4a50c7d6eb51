package dev.flowguard.agent.gates.apache5;

import dev.flowguard.agent.spi.Handover;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/** Is in place of a body while the connection sends what its caller still writes. */
final class PassingEntity extends HttpEntityWrapper {
  private final Handover handover;

  PassingEntity(HttpEntity own, Handover handover) {
    super(own);
    this.handover = handover;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    handover.body(out);
  }
}
