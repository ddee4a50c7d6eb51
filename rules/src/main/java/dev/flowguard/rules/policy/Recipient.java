package dev.flowguard.rules.policy;

/** Who gets a request. */
public sealed interface Recipient {
  Recipient FIRST_PARTY = new FirstParty();
  Recipient UNDECLARED = new Undeclared();

  /** A processor of the policy. */
  record Declared(Processor processor) implements Recipient {}

  /** A service of our own. */
  record FirstParty() implements Recipient {}

  /** Anyone else. */
  record Undeclared() implements Recipient {}
}
