package dev.flowguard.rules.provenance;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Names, addresses and numbers of people: values of 8 to 64 characters that count as whole words
 * wherever they stand, and as their SHA-256. Not thread-safe; the owner locks.
 */
final class Identifiers {
  private static final int SHORTEST = 8;
  private static final int LONGEST = 64;
  private static final int MOST_WORDS = 12;
  private static final int HEX_LENGTH = 64;
  private static final int BASE64_LENGTH = 43;

  /** A text with a digest is at least as long. */
  static final int SHORTEST_DIGEST = BASE64_LENGTH;

  private static final long PHRASE = 0xd1342543de82ef95L;

  private final Keys keys;
  private final Parts parts;
  private final GramTable byWords;
  private final GramTable byDigest;
  private final boolean[] wordCounts;

  Identifiers(Keys keys, Parts parts) {
    this.keys = keys;
    this.parts = parts;
    this.byWords = new GramTable(parts, false);
    this.byDigest = new GramTable(parts, false);
    this.wordCounts = new boolean[MOST_WORDS + 1];
  }

  Identifiers(Identifiers other, Parts parts) {
    this.keys = other.keys;
    this.parts = parts;
    this.byWords = new GramTable(other.byWords, parts);
    this.byDigest = new GramTable(other.byDigest, parts);
    this.wordCounts = other.wordCounts.clone();
  }

  boolean isEmpty() {
    return byWords.size() == 0;
  }

  List<GramTable> tables() {
    return List.of(byWords, byDigest);
  }

  /** Keeps a value if it is long and particular enough to be known again. */
  void add(String value, Captured captured) {
    String trimmed = value.strip();
    if (trimmed.length() < SHORTEST || trimmed.length() > LONGEST) {
      return;
    }
    List<String> words = words(trimmed);
    boolean hasDigit = trimmed.chars().anyMatch(Character::isDigit);
    // One word alone is a first name or an ordinary word, unless it has a digit.
    if (words.isEmpty() || words.size() > MOST_WORDS || words.size() == 1 && !hasDigit) {
      return;
    }
    long phrase = words.size();
    for (String word : words) {
      phrase = phrase * PHRASE + keys.get().hash(word);
    }
    Parts.Cursor cursor = new Parts.Cursor(parts, captured);
    wordCounts[words.size()] = true;
    add(byWords, Keyed.finish(phrase), cursor.part(0), captured);
    for (String form : HashedForms.of(trimmed)) {
      add(byDigest, firstBytes(sha256(form)), cursor.part(0), captured);
    }
  }

  private static void add(GramTable table, long hash, int part, Captured captured) {
    captured.entries += table.add(hash, part, 0, GramTable.MAX_SAME) ? 1 : 0;
  }

  /** Says of a part of a text whether it may be a match. */
  interface Wanted {
    boolean is(int start, int end);
  }

  /** A match in one text. */
  record Match(Captured captured, String value) {
    @Override
    public String toString() {
      return "Match[" + value.length() + " chars]";
    }
  }

  /** The last words of a text while it is read. Used again for the next; for one thread. */
  static final class Phrases {
    private final long[] hashes = new long[MOST_WORDS];
    private final int[] starts = new int[MOST_WORDS];
    private final CanonicalText word = new CanonicalText(LONGEST);
    private int words;
    private int count;
    private int next;
    private int wordStart;

    private void begin() {
      words = 0;
      next = 0;
      wordStart = 0;
      count = MOST_WORDS;
    }
  }

  /** False if no identifier is certainly in a text. Allocates nothing. */
  boolean mayBeIn(CharSequence text, Phrases phrases) {
    phrases.begin();
    return next(text, phrases) >= 0;
  }

  /** The first wanted identifier that is in a text as whole words, or null. */
  @Nullable Match find(String text, Wanted wanted, Predicate<Captured> isMeant) {
    Phrases phrases = new Phrases();
    phrases.begin();
    for (int known = next(text, phrases); known >= 0; known = next(text, phrases)) {
      int start = phrases.starts[(phrases.words - phrases.count) % MOST_WORDS];
      int end = phrases.next - 1;
      Captured captured = byWords.findFrom(known, isMeant);
      if (captured != null && wanted.is(start, end)) {
        CanonicalText value = new CanonicalText();
        value.append(text, start, end);
        return new Match(captured, value.substring(0, value.length()));
      }
    }
    return null;
  }

  /** The next place of {@link #byWords} whose words are in a text; -1 if there is none. */
  private int next(CharSequence text, Phrases phrases) {
    while (true) {
      while (phrases.count < Math.min(phrases.words, MOST_WORDS)) {
        int known = known(phrases, ++phrases.count);
        if (known >= 0) {
          return known;
        }
      }
      if (!nextWord(text, phrases)) {
        return -1;
      }
      phrases.count = 0;
    }
  }

  /** The place of the last so many words, or -1. */
  private int known(Phrases phrases, int count) {
    if (!wordCounts[count]) {
      return -1;
    }
    long phrase = count;
    for (int k = phrases.words - count; k < phrases.words; k++) {
      phrase = phrase * PHRASE + phrases.hashes[k % MOST_WORDS];
    }
    return byWords.first(Keyed.finish(phrase));
  }

  private boolean nextWord(CharSequence text, Phrases phrases) {
    while (phrases.next <= text.length()) {
      int at = phrases.next++;
      if (at < text.length() && isPart(text.charAt(at))) {
        continue;
      }
      int start = phrases.wordStart;
      phrases.wordStart = at + 1;
      if (at > start) {
        phrases.word.clear();
        phrases.word.append(text, start, at);
        if (phrases.word.length() > 0) {
          int slot = phrases.words++ % MOST_WORDS;
          phrases.hashes[slot] = keys.get().hash(phrases.word, 0, phrases.word.length());
          phrases.starts[slot] = start;
          return true;
        }
      }
    }
    return false;
  }

  /** The first identifier whose SHA-256 is in a text in hexadecimal or base64, or null. */
  @Nullable Match findHashed(CharSequence text, Predicate<Captured> isMeant) {
    int run = 0;
    for (int i = 0; i <= text.length(); i++) {
      boolean isHex = i < text.length() && Character.digit(text.charAt(i), 16) >= 0;
      if (isHex) {
        run++;
        continue;
      }
      if (run == HEX_LENGTH) {
        String digest = text.subSequence(i - run, i).toString();
        long hash = Long.parseUnsignedLong(digest.substring(0, 16), 16);
        Captured known = byDigest.find(hash, isMeant);
        if (known != null) {
          return new Match(known, digest);
        }
      }
      run = 0;
    }
    return findInBase64(text, isMeant);
  }

  /** In base64 or base64url, with or without the sign that fills it up. */
  private @Nullable Match findInBase64(CharSequence text, Predicate<Captured> isMeant) {
    int run = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i < text.length() && HashedForms.base64(text.charAt(i)) >= 0) {
        run++;
        continue;
      }
      if (run == BASE64_LENGTH) {
        Captured known = byDigest.find(HashedForms.firstBytes(text, i - run), isMeant);
        if (known != null) {
          return new Match(known, text.subSequence(i - run, i).toString());
        }
      }
      run = 0;
    }
    return null;
  }

  private static boolean isPart(char c) {
    return c < 128
        ? c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
        : Character.isLetterOrDigit(c)
            || Character.isSurrogate(c)
            || Character.getType(c) == Character.NON_SPACING_MARK;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    CanonicalText word = new CanonicalText();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      boolean isPart = i < text.length() && isPart(text.charAt(i));
      if (isPart) {
        continue;
      }
      if (i > start) {
        word.clear();
        word.append(text.substring(start, i));
        if (word.length() > 0) {
          words.add(word.substring(0, word.length()));
        }
      }
      start = i + 1;
    }
    return words;
  }

  private static byte[] sha256(String value) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static long firstBytes(byte[] digest) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | digest[i] & 0xff;
    }
    return value;
  }
}
