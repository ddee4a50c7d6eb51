package dev.flowguard.rules.policy;

/**
 * Something wrong in a policy.
 *
 * @param line from 1; 0 for the file as a whole
 * @param column from 1
 * @param message with the mend
 */
public record Problem(String file, int line, int column, Level level, String message) {
  /** How wrong. */
  public enum Level {
    /** The policy cannot be used. */
    ERROR,
    /** It can, but probably not as meant. */
    WARNING
  }

  @Override
  public String toString() {
    String where = line == 0 ? file : file + ":" + line + ":" + column;
    return where + ": " + (level == Level.WARNING ? "warning: " : "") + message;
  }
}
