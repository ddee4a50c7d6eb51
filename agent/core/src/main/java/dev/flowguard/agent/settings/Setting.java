package dev.flowguard.agent.settings;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Everything that can be set: the one list, from which messages and documents are made. */
public enum Setting {
  POLICY("policy", null, "the policy file; without it the built-in one is used"),
  CONFIG("config", null, "a file of settings, in place of ./flowguard.yaml"),
  ENABLED("enabled", "true", "false switches the guard off, which is recorded"),
  MODE("mode", null, "off, observe or block, in place of the policy's; no rule goes beyond it"),
  FAIL_START(
      "fail-start", "false", "true ends the JVM at start where the guard would be UNGUARDED"),
  START_LINE("start-line", "text", "text or json: json adds the whole status to stderr at start"),
  JOURNAL_DIR("journal.dir", "flowguard-journal", "the folder of the journal"),
  HOLD_SECONDS("hold.seconds", "20", "how long a body is held that is not whole"),
  EVIDENCE_KEY("evidence.key", null, "the key of fingerprints in evidence"),
  EVIDENCE_KEY_FILE("evidence.key.file", null, "a file that holds the key"),
  SERVICE("service", null, "the name of the service in records and alerts"),
  APPLICATION_PACKAGES(
      "application.packages", null, "packages whose frames are the callers in evidence"),
  ENVIRONMENT("environment", null, "where this runs; the policy may have a mode for it"),
  ALERT_WEBHOOK_URL("alert.webhook.url", null, "where alerts go"),
  ALERT_WEBHOOK_TEMPLATE("alert.webhook.template", "json", "json, slack or pagerduty"),
  ALERT_WEBHOOK_SECRET(
      "alert.webhook.secret", null, "signs alerts; several keys have a space between"),
  ALERT_WEBHOOK_SECRET_FILE(
      "alert.webhook.secret.file", null, "a file that holds it, read for each alert"),
  ALERT_ROUTING_KEY("alert.routing-key", null, "PagerDuty's integration key"),
  ALERT_ROUTING_KEY_FILE("alert.routing-key.file", null, "a file that holds it"),
  ALERT_ROLL_UP_SECONDS("alert.roll-up-seconds", "300", "how long repeats are gathered"),
  ALERT_MAX_PER_MINUTE("alert.max-per-minute", "600", "alerts above this are dropped and counted"),
  ALERT_SPOOL_MIB("alert.spool-mib", "64", "the most that alerts may take on disk");

  private final String key;
  private final @Nullable String otherwise;
  private final String description;

  Setting(String key, @Nullable String otherwise, String description) {
    this.key = key;
    this.otherwise = otherwise;
    this.description = description;
  }

  /** The name in the agent argument and in the file; behind {@code flowguard.} as a property. */
  public String key() {
    return key;
  }

  /** The name of the environment variable. */
  public String variable() {
    return "FLOWGUARD_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** What applies where nothing is set; null for nothing. */
  public @Nullable String otherwise() {
    return otherwise;
  }

  public String description() {
    return description;
  }

  /** True for values that are never shown. */
  public boolean isSecret() {
    return this == EVIDENCE_KEY || this == ALERT_WEBHOOK_SECRET || this == ALERT_ROUTING_KEY;
  }
}
