package dev.flowguard.agent.guard;

import dev.flowguard.agent.status.Problems;
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
  public void woven(String client) {
    guard.beginProof();
  }

  @Override
  public void uncovered(String client, String why) {
    guard.uncovered(client, why);
  }

  @Override
  public void unwoven(String client, String className, String why) {
    problems.report(
        key(client, className),
        "the class "
            + className
            + " of "
            + client
            + " is in use and not woven ("
            + why
            + "), so requests of this client are not judged. It is tried again; please report this"
            + " if it stays");
  }

  @Override
  public void recovered(String client, String className) {
    problems.solved(key(client, className));
  }

  private static String key(String client, String className) {
    return "unwoven." + client + "." + className;
  }
}
