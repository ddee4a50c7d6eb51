package dev.flowguard.agent.spi;

import java.nio.ByteBuffer;

/**
 * Takes the bytes of one body as the application gets or writes them. What was added is matched by
 * every judgement that starts after {@code add} has returned. Nothing that is handed over is kept
 * or changed. For one thread at a time; never waits for a capture, and never throws.
 */
public interface Tap {
  /** Takes the bytes from {@code offset} on. */
  void add(byte[] from, int offset, int length);

  /** Takes what is between position and limit, and moves neither. */
  void add(ByteBuffer bytes);

  /** The body is complete, or nothing more of it will be seen. Done again, it does nothing. */
  void end();
}
