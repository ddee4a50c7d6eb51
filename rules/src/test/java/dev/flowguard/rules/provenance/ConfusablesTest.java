package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.SpoofChecker;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfusablesTest {
  private static final Set<String> SCRIPTS =
      Set.of("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU");

  private final SpoofChecker unicode = new SpoofChecker.Builder().build();

  @Test
  void theTableIsWhatTheUnicodeDataGives() {
    StringBuilder derived = new StringBuilder();
    for (char c = 0x80; c < Character.MAX_VALUE; c++) {
      if (isOwnLetter(c) && SCRIPTS.contains(Character.UnicodeScript.of(c).name())) {
        int plain = plain(c);
        plain = plain < 0 ? plain(Character.toUpperCase(c)) : plain;
        if (plain >= 0) {
          derived.append(c).append((char) plain);
        }
      }
    }
    assertThat(Confusables.PAIRS).isEqualTo(derived.toString());
  }

  private static boolean isOwnLetter(char c) {
    return Character.isLetterOrDigit(c)
        && !Character.isSurrogate(c)
        && Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKD).equals(String.valueOf(c))
        && Character.toLowerCase(Character.toUpperCase(c)) == c;
  }

  private int plain(int c) {
    String skeleton = unicode.getSkeleton(Character.toString(c));
    String kept =
        Normalizer.normalize(skeleton, Normalizer.Form.NFKD)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{Nd}]", "");
    return kept.length() == 1 && kept.charAt(0) < 128 ? kept.charAt(0) : -1;
  }
}
