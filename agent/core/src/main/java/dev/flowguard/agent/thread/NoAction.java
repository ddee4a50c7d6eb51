package dev.flowguard.agent.thread;

/** A callback that does nothing, in place of one that nobody has set. */
public enum NoAction implements Runnable {
  INSTANCE;

  @Override
  public void run() {}
}
