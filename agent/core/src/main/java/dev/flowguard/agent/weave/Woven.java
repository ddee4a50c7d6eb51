package dev.flowguard.agent.weave;

/**
 * A hook point with its number, by which the bridge distinguishes them.
 *
 * @param client the client it belongs to
 */
public record Woven(int number, Client client, HookPoint point) {
  /** How the copy is named that a woven class is of. */
  public Relocation relocation(Class<?> site) {
    Relocation relocation =
        Relocation.of(point.className(), site.getName().replace('.', '/'), client.packages());
    return relocation == null ? Relocation.NONE : relocation;
  }
}
