package dev.flowguard.agent.startup;

import dev.flowguard.agent.status.Problems;

/**
 * Modules of the JDK that a small run-time image may lack. What depends on one is reported; the
 * rest works. Of the modules that a JDK has and an image may not, only these two are used: the
 * guard itself needs neither {@code java.management} nor {@code jdk.unsupported}, and the commands
 * that need {@code jdk.attach} say so themselves.
 */
final class RuntimeModules {
  private static final String LOGGING = "java.logging";

  private RuntimeModules() {}

  /** True if the client that sends alerts can be loaded. */
  static boolean canSendAlerts() {
    return has(LOGGING);
  }

  /**
   * Reports what is missing.
   *
   * @param hasWebhook true if alerts are to be sent
   */
  static void report(boolean hasWebhook, Problems problems) {
    if (hasWebhook && !canSendAlerts()) {
      report(LOGGING, "alerts are not sent to the webhook", problems);
    }
    if (!has("java.desktop")) {
      report("java.desktop", "captured pictures are known by their bytes only", problems);
    }
  }

  private static boolean has(String module) {
    return ModuleLayer.boot().findModule(module).isPresent();
  }

  private static void report(String module, String without, Problems problems) {
    problems.report(
        "module." + module,
        "this Java has no module "
            + module
            + ", so "
            + without
            + ". Add the module to the run-time image");
  }
}
