package dev.flowguard.rules.provenance;

/**
 * How long a run of protected text must be to count, in canonical characters.
 *
 * @param decisive one run of this length is a violation
 * @param pair two runs of this length of one document are
 * @param note one run of this length is worth a notice
 */
public record Thresholds(int decisive, int pair, int note) {
  /** For recipients of fields, ids and amounts. */
  public static final Thresholds STRUCTURED = new Thresholds(32, 24, 24);

  /** For recipients of text that people write, who use common phrases. */
  public static final Thresholds PROSE = new Thresholds(48, 32, 24);
}
