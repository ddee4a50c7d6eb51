package dev.flowguard.agent.settings;

import dev.flowguard.rules.policy.NearestWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may have asked for in words that cannot be understood. A doubt counts unless the
 * same thing is set, in words that can, where that overrides the doubtful place or in the same one.
 */
final class Doubts {
  private static final int NONE = Integer.MAX_VALUE;
  private static final List<String> MODES = List.of("off", "observe", "block");

  private boolean isEnabledDoubtful;
  private int mode = NONE;
  private int policy = NONE;

  /**
   * A setting that is not known: it may be a misspelt one.
   *
   * @param rank of the place; a lower one overrides a higher one
   */
  void unknown(String key, String text, int rank) {
    Setting meant = nearest(key);
    if (meant != null) {
      notUnderstood(meant, rank);
    } else if (MODES.contains(text.strip().toLowerCase(Locale.ROOT))) {
      notUnderstood(Setting.MODE, rank);
    }
  }

  private static @Nullable Setting nearest(String key) {
    List<String> known = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      known.add(setting.key().replace('-', '.'));
    }
    String plain = key.toLowerCase(Locale.ROOT).replace('-', '.').replace('_', '.');
    String nearest = NearestWord.to(plain, known);
    return nearest == null ? null : Setting.values()[known.indexOf(nearest)];
  }

  /** A setting that is there, but says nothing that can be understood. */
  void notUnderstood(Setting setting, int rank) {
    switch (setting) {
      case ENABLED -> isEnabledDoubtful = true;
      case MODE -> mode = Math.min(mode, rank);
      case POLICY -> policy = Math.min(policy, rank);
      case ENVIRONMENT -> mode = Math.min(mode, Settings.FILE); // only where no mode is set
      case CONFIG -> {
        // Its file could hold anything, but overrides nothing.
        mode = Math.min(mode, Settings.FILE);
        policy = Math.min(policy, Settings.FILE);
      }
      default -> {
        // Nothing that decides how strictly the guard acts.
      }
    }
  }

  /**
   * True if the guard may have been asked to be less strict than it would be.
   *
   * @param rank of the place where the mode is set; negative if it is not set
   */
  boolean isModeDoubtful(int rank) {
    return isEnabledDoubtful || counts(mode, rank);
  }

  /**
   * True if another policy than the built-in one may have been named.
   *
   * @param rank of the place where the policy is set; negative if it is not set
   */
  boolean isPolicyDoubtful(int rank) {
    return counts(policy, rank);
  }

  private static boolean counts(int doubt, int rank) {
    return doubt != NONE && (rank < 0 || doubt < rank);
  }
}
