package dev.flowguard.agent.weave;

/**
 * A hook point with its number, by which the bridge tells them apart.
 *
 * @param client the client it belongs to
 */
public record Woven(int number, Client client, HookPoint point) {}
