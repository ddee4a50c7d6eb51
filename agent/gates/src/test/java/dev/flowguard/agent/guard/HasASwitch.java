package dev.flowguard.agent.guard;

/** Breaks a rule on purpose. */
final class HasASwitch {
  static boolean isOn = true;

  private HasASwitch() {}
}
