package dev.flowguard.agent.alert;

import dev.flowguard.agent.settings.Setting;
import dev.flowguard.agent.settings.Settings;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where alerts go and how.
 *
 * @param secret one or more keys with white space between, or null
 * @param rollUpSeconds for how long repeats are gathered
 * @param perMinute the most alerts that go out in a minute
 * @param spoolBytes the most that may wait on disk
 */
public record AlertSettings(
    String url,
    Template template,
    @Nullable String secret,
    @Nullable String secretFile,
    @Nullable String routingKey,
    @Nullable String routingKeyFile,
    int rollUpSeconds,
    int perMinute,
    long spoolBytes) {

  private static final int MIB = 20;

  /** Those in force, or null where no webhook is set. */
  public static @Nullable AlertSettings of(Settings settings) {
    String url = settings.get(Setting.ALERT_WEBHOOK_URL);
    String template = settings.get(Setting.ALERT_WEBHOOK_TEMPLATE);
    return url == null
        ? null
        : new AlertSettings(
            url,
            Template.valueOf(template == null ? "JSON" : template.toUpperCase(Locale.ROOT)),
            settings.get(Setting.ALERT_WEBHOOK_SECRET),
            settings.get(Setting.ALERT_WEBHOOK_SECRET_FILE),
            settings.get(Setting.ALERT_ROUTING_KEY),
            settings.get(Setting.ALERT_ROUTING_KEY_FILE),
            settings.number(Setting.ALERT_ROLL_UP_SECONDS),
            settings.number(Setting.ALERT_MAX_PER_MINUTE),
            (long) settings.number(Setting.ALERT_SPOOL_MIB) << MIB);
  }

  /** The address without user info, path and query, which may be secrets. */
  @Override
  public String toString() {
    return dev.flowguard.rules.request.RequestUrl.parse(url).origin() + " (" + template + ")";
  }
}
