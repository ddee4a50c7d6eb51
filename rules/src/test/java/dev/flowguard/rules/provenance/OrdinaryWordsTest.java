package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.DateFormatSymbols;
import com.ibm.icu.text.TimeZoneNames;
import com.ibm.icu.util.Currency;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrdinaryWordsTest {
  private static final List<String> LANGUAGES =
      List.of("en", "zh", "es", "ar", "pt", "fr", "ja", "ru", "de", "it", "nl");
  private static final String HEAD =
      "# Countries, currencies, months, weekdays and the cities of time zones in %s.\n"
          + "# Derived from the Unicode Common Locale Data Repository by OrdinaryWordsTest.\n";
  private static final int LINE = 140;

  private static boolean isOrdinary(String cell) {
    return OrdinaryWords.areAll(cell, IdSpans.sent(cell, host -> false), word -> false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-02",
        "02.11.2026",
        "11/2/2026",
        "2026-11-02T10:15:30Z",
        "2. November 2026",
        "Wednesday",
        "mercredi",
        "среда",
        "cancelled",
        "partially refunded",
        "Gekündigt",
        "Swiss franc",
        "Schweizer Franken",
        "franco suizo",
        "29.90 EUR",
        "€ 1,299.00",
        "quarterly billing",
        "Enterprise",
        "Premium Plus",
        "Wiesbaden",
        "Frankfurt am Main",
        "São Paulo",
        "North Holland",
        "New South Wales",
        "United Kingdom",
        "Vereinigtes Königreich",
        "Royaume-Uni",
        "Великобритания",
        "イギリス",
        "已付款",
        "credit card",
        "midnight blue",
        "cus_NffrFeUfNV2Hib",
        "7c0b1f0e-1b8c-4f5e-8e0a-3c1c9a0f2a11"
      })
  void wordsOfAnyTableAreOrdinary(String cell) {
    assertThat(isOrdinary(cell)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Annegret Holtkamp",
        "Sawmill De Eik",
        "Bakery Van Loon",
        "Joost van der Meer",
        "山田花子",
        "Наталья Воронцова",
        "+49 611 5551234",
        "DE89 3704 0044 0532 0130 00",
        "chronic kidney disease",
        "owes two seasons",
        "Lindenallee 17",
        "annegret@holtkamp.example"
      })
  void whatIsOfAPersonIsNot(String cell) {
    assertThat(isOrdinary(cell)).isFalse();
  }

  @Test
  void theListOfPlacesAndTimesIsWhatTheUnicodeDataGives() throws IOException {
    try (InputStream in = OrdinaryWords.class.getResourceAsStream("calendar-words.txt")) {
      String list = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(list).isEqualTo(derived());
    }
  }

  /** Writes the list anew, to the file that is named. */
  public static void main(String[] arguments) throws IOException {
    Files.writeString(Path.of(arguments[0]), derived());
  }

  private static String derived() {
    Set<String> words = new TreeSet<>();
    for (String language : LANGUAGES) {
      ULocale locale = ULocale.forLanguageTag(language);
      for (String country : ULocale.getISOCountries()) {
        add(new ULocale("", country).getDisplayCountry(locale), words);
      }
      for (Currency currency : Currency.getAvailableCurrencies()) {
        add(currency.getName(locale, Currency.LONG_NAME, new boolean[1]), words);
      }
      DateFormatSymbols symbols = DateFormatSymbols.getInstance(locale);
      for (int context : List.of(DateFormatSymbols.FORMAT, DateFormatSymbols.STANDALONE)) {
        for (int width : List.of(DateFormatSymbols.WIDE, DateFormatSymbols.ABBREVIATED)) {
          List.of(symbols.getMonths(context, width)).forEach(name -> add(name, words));
          for (String name : symbols.getWeekdays(context, width)) {
            add(name, words);
          }
        }
      }
      TimeZoneNames zones = TimeZoneNames.getInstance(locale);
      for (String zone :
          TimeZone.getAvailableIDs(TimeZone.SystemTimeZoneType.CANONICAL_LOCATION, null, null)) {
        add(zones.getExemplarLocationName(zone), words);
      }
    }
    StringBuilder out = new StringBuilder(HEAD.formatted(String.join(", ", LANGUAGES)));
    int line = 0;
    for (String word : words) {
      boolean breaks = line > 0 && line + word.length() >= LINE;
      out.append(line == 0 ? "" : breaks ? "\n" : " ").append(word);
      line = breaks || line == 0 ? word.length() : line + 1 + word.length();
    }
    return out.append('\n').toString();
  }

  private static void add(String name, Set<String> words) {
    if (name == null) {
      return;
    }
    for (String word : name.toLowerCase(java.util.Locale.ROOT).split("[^\\p{L}\\p{M}]+")) {
      if (word.length() > 2 || !word.isEmpty() && word.charAt(0) > 0x2000) {
        words.add(word);
      }
    }
  }
}
