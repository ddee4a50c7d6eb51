package dev.flowguard.agent.guard;

import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Rows;
import dev.flowguard.agent.spi.StoredValues;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import org.jspecify.annotations.Nullable;

/** Captures nothing. */
final class NoTaps implements Taps {
  static final Taps INSTANCE = new NoTaps();

  private NoTaps() {}

  @Override
  public boolean wants(Side side, String method, String target) {
    return false;
  }

  @Override
  public @Nullable Tap open(Side side, String method, String target, MessageHead head) {
    return null;
  }

  @Override
  public boolean wantsExchange(Side side, String host, int port, String target) {
    return false;
  }

  @Override
  public @Nullable Tap openExchange(
      Side side, String host, int port, String target, MessageHead head) {
    return null;
  }

  @Override
  public Rows rows() {
    return NoRows.INSTANCE;
  }

  @Override
  public StoredValues stored() {
    return StoredValues.NONE;
  }

  @Override
  public void failed(String library, Throwable error) {}
}
