package dev.flowguard.rules.provenance;

/**
 * How long a run of protected text must be to count, in canonical characters.
 *
 * @param decisive one run of this length is a violation
 * @param pair two runs of this length of one document are
 * @param note one run of this length is worth a notice
 * @param whole a captured value of this length, or a line of one, is a violation where it is all of
 *     a field
 * @param wholeWords words that such a value must have
 */
public record Thresholds(int decisive, int pair, int note, int whole, int wholeWords) {
  /** For recipients of fields, ids and amounts. */
  public static final Thresholds STRUCTURED = new Thresholds(32, 24, 24, 16, 3);

  /** For recipients of text that people write, who use common phrases. */
  public static final Thresholds PROSE = new Thresholds(48, 32, 24, 24, 4);
}
