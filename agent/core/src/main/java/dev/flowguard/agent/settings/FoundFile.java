package dev.flowguard.agent.settings;

import java.io.File;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code flowguard.yaml} that nobody named and that is merely in the working folder. Whoever can
 * write there must not switch the guard off with it.
 */
final class FoundFile {
  /** What shows that an operator relies on the guard. */
  private static final List<Setting> ASKING =
      List.of(Setting.POLICY, Setting.MODE, Setting.ENABLED, Setting.FAIL_START);

  private final boolean isAsked;
  private final boolean hasWebhook;

  /**
   * @param above what argument, properties and environment set
   */
  FoundFile(Map<Setting, ?> above) {
    this.isAsked = ASKING.stream().anyMatch(above::containsKey);
    this.hasWebhook = above.containsKey(Setting.ALERT_WEBHOOK_URL);
  }

  /** Why the file is not read at all; null if it may be. */
  static @Nullable String refusal(File file) {
    String problem = file.isFile() ? FileOwner.problemOfContent(file) : "is not a regular file";
    return problem == null
        ? null
        : file
            + ": "
            + problem
            + ", so it is not read. Name the file with 'config', or have it belong to the user of"
            + " this JVM or to root, and writable by nobody else.";
  }

  /** True if a doubt that this file raises counts: it must not weaken what was asked for. */
  boolean mayRaiseDoubts() {
    return !isAsked;
  }

  /** Why this value is not taken; null if it is. */
  @Nullable String refusal(Setting setting, String text) {
    String value = text.strip().toLowerCase(Locale.ROOT);
    if (isAsked
        && (setting == Setting.ENABLED && !value.equals("true")
            || setting == Setting.MODE && !value.equals("block")
            || setting == Setting.ENVIRONMENT)) {
      return "may not weaken what argument, properties or environment set, so it is not taken";
    }
    if (setting == Setting.ENABLED && value.equals("false")
        || setting == Setting.MODE && value.equals("off")) {
      return "may not switch the guard off, so the guard observes";
    }
    if (hasWebhook && lowers(setting, value)) {
      return "may not lower what the webhook gets, so it is not taken";
    }
    return null;
  }

  private static boolean lowers(Setting setting, String value) {
    boolean isLimit = setting == Setting.ALERT_MAX_PER_MINUTE || setting == Setting.ALERT_SPOOL_MIB;
    if (!isLimit && setting != Setting.ALERT_ROLL_UP_SECONDS) {
      return false;
    }
    try {
      int least = Integer.parseInt(String.valueOf(setting.otherwise()));
      int given = Integer.parseInt(value);
      return isLimit ? given < least : given > least;
    } catch (NumberFormatException e) {
      return false; // refused by the check of all numbers
    }
  }
}
