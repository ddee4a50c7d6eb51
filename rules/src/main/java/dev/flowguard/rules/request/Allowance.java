package dev.flowguard.rules.request;

/**
 * A host to which the application itself lets requests of one scope go, whatever is in them.
 *
 * @param host one exact host, in the one form that policies have too
 * @param reason for the record, not blank
 */
public record Allowance(String host, String reason) {
  public Allowance {
    if (host.isEmpty() || reason.isBlank()) {
      throw new IllegalArgumentException("an allowance has a host and a reason");
    }
  }

  /** Lengths only: both may have been written by a user. */
  @Override
  public String toString() {
    return "Allowance[host of " + host.length() + ", reason of " + reason.length() + " chars]";
  }
}
