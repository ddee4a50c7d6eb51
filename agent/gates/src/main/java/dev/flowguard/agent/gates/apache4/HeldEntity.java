package dev.flowguard.agent.gates.apache4;

import dev.flowguard.agent.gate.HeldBody;
import dev.flowguard.agent.gate.WeakIdentityMap;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.http.HttpEntity;
import org.apache.http.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the caller's entity: it has written itself once, into memory, and goes out by the
 * same steps. Afterwards it is the caller's entity again. For one thread at a time.
 */
final class HeldEntity extends HttpEntityWrapper {
  /** Bodies of entities that nobody sends any more, such as after a connection that failed. */
  private static final WeakIdentityMap<HeldEntity, HeldBody> HELD =
      new WeakIdentityMap<>(HeldBody::release);

  private @Nullable Recording recording;
  private boolean isReplayed;

  HeldEntity(HttpEntity original) {
    super(original);
  }

  /** What is held still, of a request that could not be sent; null if nothing is. */
  @Nullable Recording recording() {
    return recording;
  }

  /** The checked exception in which the caller's own writing has ended, or null. */
  @Nullable IOException failure() {
    return recording == null ? null : recording.failure();
  }

  HttpEntity original() {
    return wrappedEntity;
  }

  void hold(Recording of) {
    recording = of;
    isReplayed = false;
    HELD.put(this, of.held());
  }

  void release() {
    Recording of = recording;
    recording = null;
    if (of != null) {
      HELD.remove(this);
      of.held().release();
    }
  }

  /**
   * As the client itself sees it: what was not sent yet can be sent again. Without this it would
   * take our own reading for the one that used the entity up.
   */
  @Override
  public boolean isRepeatable() {
    return super.isRepeatable() || recording != null && !isReplayed;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    Recording of = recording;
    if (of == null) {
      super.writeTo(out);
      return;
    }
    isReplayed = true;
    try {
      of.replay(out);
    } finally {
      release();
    }
  }

  /** Sizes only. */
  @Override
  public String toString() {
    return "HeldEntity[" + recording + "]";
  }
}
