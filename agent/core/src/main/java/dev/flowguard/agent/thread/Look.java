package dev.flowguard.agent.thread;

/** One thing that is looked at again and again, by one thread. */
public interface Look {
  /** Looks once; must come back soon. What it throws is reported and does not end the watch. */
  void look() throws Exception;
}
