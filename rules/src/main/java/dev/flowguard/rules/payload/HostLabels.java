package dev.flowguard.rules.payload;

/**
 * What the labels of a host name say beside where it is: a sentence in words that dots and hyphens
 * part, or base32 or hexadecimal, as a lookup or a wildcard host carries them out.
 *
 * <p>Names of services are words too, and people write about them ({@code
 * bedrock-runtime.us-east-1.amazonaws.com}). So only many and short words without digits are taken
 * for a text.
 */
final class HostLabels {
  private static final Location HOST = Location.of(Location.Kind.HOST);

  private static final int FEWEST_WORDS = 6;

  /** Letters of a word, on average and doubled; names of services have longer ones. */
  private static final int MOST_LETTERS_TWICE = 13;

  /** A label from this length on may be a piece of something encoded. */
  private static final int SHORTEST_PIECE = 8;

  private HostLabels() {}

  static void read(String host, Unfolding to) {
    int end = host.lastIndexOf('.', host.length() - 2); // the top level says nothing
    if (end < Location.SHORTEST_TEXT) {
      return;
    }
    to.work().allocate(2L * host.length());
    to.work().charge(2L * host.length());
    StringBuilder words = new StringBuilder(end);
    StringBuilder pieces = new StringBuilder(end);
    int count = 0;
    int letters = 0;
    int label = 0;
    int word = 0;
    for (int i = 0; i <= end; i++) {
      char c = i < end ? host.charAt(i) : '.';
      if (c != '.' && c != '-' && c != '_') {
        continue;
      }
      if (isWord(host, word, i)) {
        words.append(host, word, i).append(' ');
        letters += i - word;
        count++;
      }
      if (c == '.') {
        if (word == label && i - label >= SHORTEST_PIECE) {
          pieces.append(host, label, i);
        }
        label = i + 1;
      }
      word = i + 1;
    }
    if (count >= FEWEST_WORDS && 2 * letters <= MOST_LETTERS_TWICE * count) {
      to.value(HOST, Layers.NONE, 0, words.toString());
    }
    if (pieces.length() >= Location.SHORTEST_TEXT) {
      to.inside(HOST, Layers.NONE, 0, pieces.toString());
    }
  }

  private static boolean isWord(String host, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!Character.isLetter(host.charAt(i))) {
        return false;
      }
    }
    return end > start;
  }
}
