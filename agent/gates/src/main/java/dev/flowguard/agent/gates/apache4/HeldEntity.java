package dev.flowguard.agent.gates.apache4;

import dev.flowguard.agent.spi.HeldBody;
import dev.flowguard.agent.spi.WeakIdentityMap;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.http.HttpEntity;
import org.apache.http.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the caller's entity: that has written itself once, into memory, and goes out by the same
 * steps. Afterwards it is the caller's entity again. For one thread at a time.
 */
final class HeldEntity extends HttpEntityWrapper {
  /** Bodies of entities that nobody sends any more, such as after a connection that failed. */
  private static final WeakIdentityMap<HeldEntity, HeldBody> HELD =
      new WeakIdentityMap<>(HeldBody::release);

  /** What servers did not ask for, by the caller's entity, from which it may not be read again. */
  private static final WeakIdentityMap<HttpEntity, Recording> UNSENT =
      new WeakIdentityMap<>(unsent -> unsent.held().release());

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

  /** False for as good as all requests, which so cost nothing. */
  static boolean isAnyUnsent() {
    return !UNSENT.isEmpty();
  }

  /** Holds what the server of an earlier hop did not ask for, if there is such a thing. */
  void holdUnsent() {
    if (recording == null && isAnyUnsent()) {
      Recording of = UNSENT.remove(Internals.unwrapped(wrappedEntity));
      if (of != null) {
        hold(of);
      }
    }
  }

  /**
   * The answer is there. If it came before the body was asked for, the client may send it again,
   * with credentials, or in a request of its own making to where it is redirected.
   */
  void answered() {
    Recording of = recording;
    if (of == null || super.isRepeatable()) {
      release();
      return;
    }
    recording = null;
    HELD.remove(this);
    Recording before = UNSENT.put(Internals.unwrapped(wrappedEntity), of);
    if (before != null) {
      before.held().release();
    }
  }

  private boolean isUnsent() {
    return isAnyUnsent() && UNSENT.get(Internals.unwrapped(wrappedEntity)) != null;
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
    return super.isRepeatable() || recording != null && !isReplayed || isUnsent();
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
