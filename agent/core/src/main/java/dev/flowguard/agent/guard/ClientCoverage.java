package dev.flowguard.agent.guard;

import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.WeaveListener;

/** Reports what becomes of clients' classes, and has the proof begin when there is a client. */
public final class ClientCoverage implements WeaveListener {
  private final EnforcingGuard guard;
  private final Problems problems;

  public ClientCoverage(EnforcingGuard guard, Problems problems) {
    this.guard = guard;
    this.problems = problems;
  }

  @Override
  public void woven(Client client) {
    guard.beginProof();
  }

  @Override
  public void uncovered(Client client, String name, String why) {
    guard.uncovered(name, why);
  }

  @Override
  public void unwoven(Client client, String name, String className, String why) {
    problems.report(
        key(name, className),
        "the class "
            + className
            + " of "
            + name
            + " is in use and not woven ("
            + why
            + "), so requests of this client are not judged. It is tried again; please report this"
            + " if it stays");
  }

  @Override
  public void recovered(Client client, String name, String className) {
    problems.solved(key(name, className));
  }

  private static String key(String name, String className) {
    return "unwoven." + name + "." + className;
  }
}
