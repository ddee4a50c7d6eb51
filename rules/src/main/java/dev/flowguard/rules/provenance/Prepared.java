package dev.flowguard.rules.provenance;

import dev.flowguard.rules.inspection.Work;

/**
 * What a capture makes of a text before it changes what is known. Used again for the next text,
 * because a capture of a row is so short that its objects would cost as much as its work. For one
 * thread at a time.
 */
final class Prepared {
  /** Characters of texts for which one is used again. */
  static final int LONGEST = 16 << 10;

  final CanonicalText canonical = new CanonicalText(0);

  /** Parts of the canonical form that are ids. */
  final Spans ids = new Spans();

  final Chosen chosen = new Chosen();

  /** Charged with what is read and kept. */
  final Work work;

  /**
   * @param longest characters of the texts that it is for
   */
  Prepared(int longest) {
    work = Work.forBytes(longest);
  }

  /**
   * Begins with another text.
   *
   * @param length of it
   */
  void begin(int length) {
    work.restart();
    canonical.begin(length, work);
    ids.clear();
  }

  /** Leaves nothing of the text behind. */
  void erase() {
    canonical.erase();
  }

  @Override
  public String toString() {
    return "Prepared[" + canonical.length() + " chars]";
  }
}
