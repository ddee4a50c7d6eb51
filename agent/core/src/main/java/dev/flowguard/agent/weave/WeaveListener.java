package dev.flowguard.agent.weave;

/**
 * Receives what becomes of clients' classes, on the thread that loads or looks at them. Never
 * throws, never waits.
 */
public interface WeaveListener {
  /** A class of a client was woven, for the first time or again. */
  void woven(Client client);

  /**
   * A client was built another way than its hook points say. It is left as it is.
   *
   * @param name of this copy of the client
   */
  void uncovered(Client client, String name, String why);

  /**
   * A class that is hooked is in use unwoven. Reported at each look until it is woven.
   *
   * @param name of this copy of the client
   * @param className as in source code
   * @param why what the last attempt ended in, or how this was found
   */
  void unwoven(Client client, String name, String className, String why);

  /** A class that was reported as unwoven is woven now, or gone. */
  void recovered(Client client, String name, String className);
}
