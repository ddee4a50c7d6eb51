package dev.flowguard.rules.request;

import dev.flowguard.rules.inspection.Inspection;
import java.util.Objects;

/** The body of a request: held in full, or not held and why. */
public sealed interface Body {
  /** No body at all. */
  Body NONE = new Held(new byte[0]);

  /**
   * A body in memory.
   *
   * @param bytes after de-framing (no chunk heads), before decoding (still gzip where the request
   *     says so); owned by the judgement until it returns, never modified by it
   */
  record Held(byte[] bytes) implements Body {
    public Held {
      Objects.requireNonNull(bytes, "bytes");
    }

    @Override
    public String toString() {
      return "Held[" + bytes.length + " bytes]";
    }
  }

  /** A body that could not be held; the request is judged on the rest and is incomplete. */
  record NotHeld(Inspection.Reason reason) implements Body {}
}
