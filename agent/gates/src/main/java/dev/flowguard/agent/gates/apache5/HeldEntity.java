package dev.flowguard.agent.gates.apache5;

import dev.flowguard.rules.request.Body;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * A body that was held and judged. Once it is written, the request has its own body back: what the
 * client asks of it afterwards, to decide on a retry above all, it answers itself.
 */
final class HeldEntity extends HttpEntityWrapper {
  private final HttpEntity original;
  private final ClassicHttpRequest request;
  private final Recording recording;
  private boolean isWritten;

  HeldEntity(HttpEntity original, ClassicHttpRequest request, Recording recording) {
    super(original);
    this.original = original;
    this.request = request;
    this.recording = recording;
  }

  HttpEntity original() {
    return original;
  }

  /** True until it is written. */
  boolean isHolding() {
    return !isWritten;
  }

  Body judged() {
    return recording.judged();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    if (isWritten) {
      original.writeTo(out);
      return;
    }
    isWritten = true;
    try {
      recording.replay(out);
    } finally {
      request.setEntity(original);
      recording.drop(this);
    }
  }
}
