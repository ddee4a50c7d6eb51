package dev.flowguard.rules.payload;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Guesses in which charset of before Unicode a text is: of the charsets of Windows and ISO 8859,
 * KOI8-R, Shift JIS, GBK, Big5, EUC-KR and EUC-JP, by how often letters of their languages are
 * among the bytes that are not ASCII.
 *
 * <p>Immutable and thread-safe. Its tables are made when the first such text is seen.
 */
final class LegacyCharset {
  /** Bytes that are looked at. */
  private static final int SAMPLE = 32 << 10;

  /** Fewer pairs of bytes may be of any charset. */
  private static final int FEWEST_PAIRS = 4;

  private static final int HIGH = 128;

  private LegacyCharset() {}

  /**
   * The most likely charset of a text that is not in UTF-8, or null if it is in none of these or
   * has ASCII alone. Bytes that have control characters are not a text.
   */
  static @Nullable Charset of(byte[] bytes, int length) {
    int seen = Math.min(length, SAMPLE);
    int[] counts = new int[HIGH];
    int high = 0;
    for (int i = 0; i < seen; i++) {
      byte b = bytes[i];
      if (b < 0) {
        counts[b & 0x7f]++;
        high++;
      } else if (b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f') {
        return null;
      }
    }
    if (high == 0) {
      return null;
    }
    Charset pairs = high >= 2 * FEWEST_PAIRS ? ofPairs(bytes, seen) : null;
    return pairs != null ? pairs : ofLetters(counts, high);
  }

  /** Two bytes a character: by where in the tables of their charsets the characters are. */
  private static @Nullable Charset ofPairs(byte[] b, int length) {
    int shiftJis = 0; // hiragana and katakana
    int shiftJisPairs = 0;
    for (int i = 0; i + 1 < length; i++) {
      int first = b[i] & 0xff;
      int second = b[i + 1] & 0xff;
      if (first >= 0x81 && first <= 0x9f || first >= 0xe0 && first <= 0xfc) {
        boolean isKana =
            first == 0x82 && second >= 0x9f && second <= 0xf1
                || first == 0x83 && second >= 0x40 && second <= 0x96;
        shiftJis += isKana ? 1 : 0;
        shiftJisPairs++;
        i++;
      }
    }
    if (shiftJisPairs >= FEWEST_PAIRS && shiftJis * 4 >= shiftJisPairs) {
      return charset("windows-31j");
    }
    int pairs = 0;
    int bad = 0;
    int kana = 0; // of EUC-JP
    int common = 0; // of GB 2312: the first level, ordered by sound
    int hangul = 0; // of KS X 1001
    int behindHangul = 0; // what is common in Chinese, and rare where hangul ends
    int frequent = 0; // of Big5: the first level
    int lowSecond = 0; // second bytes in the range of ASCII
    for (int i = 0; i < length; i++) {
      int first = b[i] & 0xff;
      if (first < 0x80) {
        continue;
      }
      int second = i + 1 < length ? b[i + 1] & 0xff : 0x40;
      if (first < 0x81 || first > 0xfe || second < 0x40 || second == 0x7f || second == 0xff) {
        bad++;
        continue;
      }
      i++;
      pairs++;
      boolean isWide = second >= 0xa1;
      kana += isWide && (first == 0xa4 || first == 0xa5) ? 1 : 0;
      common += isWide && first >= 0xb0 && first <= 0xd7 ? 1 : 0;
      hangul += isWide && first >= 0xb0 && first <= 0xc8 ? 1 : 0;
      behindHangul += isWide && first > 0xc8 && first <= 0xf7 ? 1 : 0;
      frequent += first >= 0xa4 && first <= 0xc6 ? 1 : 0;
      lowSecond += second < 0x80 ? 1 : 0;
    }
    if (pairs < FEWEST_PAIRS || bad * 50 > pairs) {
      return null;
    }
    if (kana * 5 >= pairs) {
      return charset("EUC-JP");
    }
    if (lowSecond * 10 >= pairs && frequent * 10 >= pairs * 7) {
      return charset("Big5");
    }
    if (hangul * 10 >= pairs * 8 && behindHangul * 10 < pairs) {
      return charset("MS949");
    }
    return common * 10 >= pairs * 7 ? charset("GBK") : null;
  }

  /** One byte a character: by the letters of a language. */
  private static Charset ofLetters(int[] counts, int high) {
    Charset best = StandardCharsets.ISO_8859_1;
    int most = Integer.MIN_VALUE;
    for (Language language : Tables.LANGUAGES) {
      int score = 0;
      for (int i = 0; i < HIGH; i++) {
        score += counts[i] * language.weights[i];
      }
      if (score > most) {
        most = score;
        best = language.charset;
      }
    }
    return most > -high ? best : StandardCharsets.ISO_8859_1;
  }

  private static @Nullable Charset charset(String name) {
    return Charset.isSupported(name) ? Charset.forName(name) : null;
  }

  /** What each byte that is not ASCII says for one language in one charset. */
  private record Language(Charset charset, byte[] weights) {}

  private static final class Tables {
    /** Marks between words that all languages have. */
    private static final String NEUTRAL =
        "\u00a0\u00ab\u00bb\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014\u2026\u20ac\u00a7\u00b0\u2022\u2039\u203a\u00b7\u00ad\u2116";

    /** Charsets and the letters of their languages, in small letters, the most frequent first. */
    private static final String[][] LETTERS = {
      {"windows-1252 ISO-8859-1 x-MacRoman", "\u00e4\u00f6\u00fc\u00df"}, // German
      {
        "windows-1252 x-MacRoman",
        "\u00e9\u00e8\u00e0\u00e7\u00ea\u00e2\u00ee\u00f4\u00fb\u00f9\u00eb\u00ef\u0153"
      }, // French
      {
        "windows-1252 x-MacRoman",
        "\u00f1\u00e1\u00e9\u00ed\u00f3\u00fa\u00fc\u00bf\u00a1\u00ba\u00aa"
      }, // Spanish
      {
        "windows-1252",
        "\u00e3\u00f5\u00e1\u00e9\u00ed\u00f3\u00fa\u00e7\u00ea\u00f4\u00e2\u00e0\u00ba\u00aa"
      }, // Portuguese
      {"windows-1252", "\u00e0\u00e8\u00e9\u00ec\u00ed\u00f2\u00f3\u00f9"}, // Italian
      {"windows-1252", "\u00e5\u00e4\u00f6\u00f8\u00e6\u00e9"}, // Danish, Norwegian, Swedish
      {"windows-1252", "\u00e1\u00e9\u00ed\u00f3\u00fa\u00fd\u00fe\u00e6\u00f6\u00f0"}, // Icelandic
      {
        "windows-1250 ISO-8859-2", "\u0105\u0107\u0119\u0142\u0144\u00f3\u015b\u017a\u017c"
      }, // Polish
      {
        "windows-1250 ISO-8859-2",
        "\u00e1\u010d\u010f\u00e9\u011b\u00ed\u0148\u00f3\u0159\u0161\u0165\u00fa\u016f\u00fd\u017e\u013e\u013a\u00f4\u0155\u00e4"
      }, // Czech, Slovak
      {
        "windows-1250 ISO-8859-2", "\u00e1\u00e9\u00ed\u00f3\u00f6\u0151\u00fa\u00fc\u0171"
      }, // Hungarian
      {"windows-1250 ISO-8859-2", "\u0103\u00e2\u00ee\u015f\u0163"}, // Romanian
      {"windows-1250 ISO-8859-2", "\u010d\u0161\u017e\u0107\u0111"}, // Croatian, Slovene
      {"windows-1254", "\u00e7\u011f\u0131\u00f6\u015f\u00fc\u0130"}, // Turkish
      {
        "windows-1257",
        "\u0101\u010d\u0113\u0123\u012b\u0137\u013c\u0146\u0161\u016b\u017e\u0105\u0119\u0117\u012f\u0173\u00f5\u00e4\u00f6\u00fc"
      }, // Baltic languages
      {
        "windows-1251 KOI8-R ISO-8859-5 IBM866",
        "\u043e\u0435\u0430\u0438\u043d\u0442\u0441\u0440\u0432\u043b\u043a\u043c\u0434\u043f\u0443\u044f\u044b\u044c\u0433\u0437\u0431\u0447\u0439\u0445\u0436\u0448\u044e\u0446\u0449\u044d\u0444\u044a\u0451"
      }, // Russian
      {
        "windows-1251 KOI8-U",
        "\u043e\u0430\u0438\u0456\u043d\u0442\u0432\u0440\u0435\u0441\u043b\u043a\u0434\u0443\u043c\u043f\u0437\u044f\u044c\u0431\u0433\u0447\u0439\u0445\u0436\u0446\u0457\u044e\u0449\u0454\u0444\u0491\u0448"
      }, // Ukrainian
      {
        "windows-1253 ISO-8859-7",
        "\u03b1\u03bf\u03b9\u03b5\u03c4\u03c3\u03bd\u03b7\u03c5\u03c1\u03c0\u03ba\u03bc\u03bb\u03c2\u03c9\u03b3\u03b4\u03c7\u03b8\u03c6\u03b2\u03be\u03b6\u03c8\u03ac\u03ad\u03ae\u03af\u03cc\u03cd\u03ce"
      }, // Greek
      {
        "windows-1255 ISO-8859-8",
        "\u05d9\u05d5\u05d4\u05dc\u05d0\u05de\u05e8\u05e9\u05ea\u05d1\u05db\u05e0\u05d3\u05dd\u05e7\u05d7\u05e4\u05e2\u05d2\u05d8\u05e1\u05d6\u05df\u05e6\u05da\u05e5\u05e3"
      }, // Hebrew
      {
        "windows-1256 ISO-8859-6",
        "\u0627\u0644\u064a\u0646\u0645\u0631\u062a\u0648\u0628\u0629\u0639\u062f\u0633\u0641\u0647\u0643\u0642\u0623\u062d\u062c\u0634\u0635\u0637\u062e\u0630\u0626\u0632\u0649\u062b\u0636\u063a\u0621\u0625\u0638\u0624\u0622\u060c\u061f"
      }, // Arabic
      {"windows-874", thai()} // Thai
    };

    /** So many letters of a language are much more frequent than the others. */
    private static final int FREQUENT = 10;

    private static final List<Language> LANGUAGES = languages();

    private static String thai() {
      StringBuilder out = new StringBuilder();
      for (char c = '\u0e01'; c <= '\u0e5b'; c++) {
        out.append(c);
      }
      return out.toString();
    }

    private static List<Language> languages() {
      List<Language> all = new ArrayList<>();
      byte[] bytes = new byte[HIGH];
      for (int i = 0; i < HIGH; i++) {
        bytes[i] = (byte) (HIGH + i);
      }
      for (String[] each : LETTERS) {
        for (String name : each[0].split(" ")) {
          Charset charset = LegacyCharset.charset(name);
          if (charset != null) {
            all.add(new Language(charset, weights(new String(bytes, charset), each[1])));
          }
        }
      }
      return List.copyOf(all);
    }

    private static byte[] weights(String chars, String letters) {
      byte[] weights = new byte[HIGH];
      String capitals = letters.toUpperCase(Locale.ROOT);
      for (int i = 0; i < HIGH; i++) {
        char c = chars.charAt(i);
        weights[i] =
            (byte)
                (letters.indexOf(c) >= 0
                    ? letters.indexOf(c) < FREQUENT ? 4 : 2
                    : capitals.indexOf(c) >= 0
                        ? 1
                        : NEUTRAL.indexOf(c) >= 0
                            ? 0
                            : Character.isISOControl(c) || c == '\ufffd' ? -4 : -2);
      }
      return weights;
    }
  }
}
