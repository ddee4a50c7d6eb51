package dev.flowguard.agent.status;

import java.util.Locale;

/**
 * How an outlet is doing.
 *
 * @param name for people, without secrets
 * @param delivered alerts that its receiver has taken
 * @param dropped alerts that were not sent: over a rate, or without room to wait
 * @param setAside alerts that its receiver refuses, kept in a file
 * @param detail what fails; empty if nothing does
 */
public record OutletState(
    String name, Health health, long delivered, long dropped, long setAside, String detail) {

  /** Whether a person should look at it. */
  public enum Health {
    OK,
    /** Its receiver takes nothing. */
    FAILING;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
