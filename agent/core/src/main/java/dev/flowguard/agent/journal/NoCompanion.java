package dev.flowguard.agent.journal;

import dev.flowguard.agent.event.Alert;

/** Where nobody is to be alerted. */
public enum NoCompanion implements Journal.Companion {
  INSTANCE;

  @Override
  public void take(Alert alert) {}

  @Override
  public void force() {}
}
