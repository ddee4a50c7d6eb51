package dev.flowguard.rules.counted;

/**
 * What one stage cost.
 *
 * @param done steps that its loops did, counted from outside
 * @param charged steps that it charged; {@link #UNKNOWN} where it has no account that is seen
 * @param isUsedUp true if it charged more than the limit
 */
public record Cost(long done, long charged, boolean isUsedUp) {
  public static final long UNKNOWN = -1;
}
