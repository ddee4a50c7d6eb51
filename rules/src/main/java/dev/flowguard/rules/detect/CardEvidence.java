package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is beside a number that could be of a card: the name of its field or column, the words
 * before and behind it, and an expiry date. Above zero speaks for a card, below against. For one
 * text.
 */
final class CardEvidence {
  /** Of looking around one number. */
  static final int STEPS = 400 + TableHead.LONGEST_ROW;

  /** Of a word for a card, of the name of a field, of an expiry date. */
  private static final int SURE = 2;

  /** Of a word in a sentence that speaks of something else. */
  private static final int DOUBT = 1;

  /** Characters that are looked at before and behind a number. */
  private static final int AROUND = 64;

  /** Characters between a number and its expiry date. */
  private static final int BEFORE_EXPIRY = 24;

  /** Words before a number among which one may say that it is something else. */
  private static final int NEAR = 2;

  private static final Set<String> CARD =
      Set.of(
          "card",
          "cards",
          "cardnumber",
          "cardno",
          "cardnum",
          "creditcard",
          "debitcard",
          "credit",
          "debit",
          "cc",
          "ccn",
          "ccnum",
          "ccnumber",
          "pan",
          "visa",
          "mastercard",
          "maestro",
          "amex",
          "diners",
          "jcb",
          "unionpay",
          "rupay",
          "cvv",
          "cvc",
          "csc",
          "exp",
          "expiry",
          "expires",
          "expiration",
          "karte",
          "karten",
          "kartennummer",
          "kreditkarte",
          "kreditkartennummer",
          "carte",
          "tarjeta",
          "carta",
          "cartao",
          "cartão",
          "kort",
          "kortnummer",
          "kreditkort",
          "kaart",
          "kaartnummer",
          "creditcardnummer",
          "karta",
          "karty",
          "kartę",
          "kart",
          "karti",
          "kartı",
          "kartu",
          "карта",
          "карты",
          "карту",
          "картой",
          "мир");

  /** In scripts that do not part words by spaces. */
  private static final List<String> CARD_SIGNS = List.of("卡", "カード", "카드", "บัตร");

  /** Of a field that holds what people write, or none of the kind. */
  private static final Set<String> FREE =
      Set.of("note", "notes", "comment", "comments", "message", "text", "body", "description");

  /** Say nothing of what they are the number of. */
  private static final Set<String> GENERIC =
      Set.of(
          "number", "numbers", "num", "no", "nr", "nº", "code", "value", "values", "v", "is", "was",
          "the", "my", "nummer", "numero", "número", "numéro", "номер", "data", "list");

  private static final int UNKNOWN = Integer.MIN_VALUE;

  private final Leaf.Text leaf;
  private final String text;
  private int field = UNKNOWN;
  private @Nullable TableHead head;

  CardEvidence(Leaf.Text leaf) {
    this.leaf = leaf;
    this.text = leaf.value();
  }

  /** The weight of all that is around a number. */
  int of(int start, int end) {
    if (field == UNKNOWN) {
      field = leaf.isName() ? 0 : field(leaf.location());
    }
    int column = column(start);
    if (column < 0) {
      return column; // what the cells beside it are says nothing of it
    }
    return field + column + before(start) + behind(end) + (hasExpiry(end) ? SURE : 0);
  }

  /** By the name above it where the text is a table. */
  private int column(int start) {
    TableHead known = head;
    if (known == null) {
      known = TableHead.of(text);
      head = known;
    }
    return weight(FieldWords.of(known.nameAt(start)));
  }

  /** By its own name; by the one around it where that says nothing. */
  private static int field(Location location) {
    List<String> own = FieldWords.of(location.name());
    int weight = weight(own);
    boolean saysNothing = weight == 0 && GENERIC.containsAll(own);
    Location outer = location.outer();
    return saysNothing && outer != null ? weight(FieldWords.of(outer.name())) : weight;
  }

  private static int weight(List<String> words) {
    int weight = 0;
    for (String word : words) {
      if (CARD.contains(word)) {
        return SURE;
      }
      if (FREE.contains(word)) {
        weight = 0;
      } else if (IdWords.areNamed(word)) {
        weight = -SURE;
      }
    }
    return weight;
  }

  /** A word for a card anywhere before it; one for something else right before it. */
  private int before(int end) {
    int from = Math.max(0, end - AROUND);
    String window = text.substring(from, end).toLowerCase(Locale.ROOT);
    int weight = hasSign(window) ? SURE : 0;
    int near = 0;
    boolean isNamed = false;
    int at = window.length();
    while (at > 0) {
      if (!Character.isLetter(window.charAt(at - 1))) {
        at--;
        continue;
      }
      int stop = at;
      while (at > 0 && Character.isLetter(window.charAt(at - 1))) {
        at--;
      }
      String word = window.substring(at, stop);
      if (CARD.contains(word)) {
        return weight + SURE;
      }
      isNamed |= near == 0 && isNamed(window, stop);
      if (!GENERIC.contains(word) && near++ < NEAR && IdWords.areNamed(word)) {
        weight -= isNamed ? SURE : DOUBT;
        near = NEAR;
      }
    }
    return weight;
  }

  private static boolean hasSign(String window) {
    for (String sign : CARD_SIGNS) {
      if (window.contains(sign)) {
        return true;
      }
    }
    return false;
  }

  /** {@code order_id=…}: a name and its value. */
  private static boolean isNamed(String window, int at) {
    return at < window.length() && "=:'\"]".indexOf(window.charAt(at)) >= 0;
  }

  private int behind(int start) {
    int to = Math.min(text.length(), start + AROUND);
    String window = text.substring(start, to).toLowerCase(Locale.ROOT);
    int at = 0;
    while (at < window.length()) {
      int from = at;
      while (at < window.length() && Character.isLetter(window.charAt(at))) {
        at++;
      }
      if (at > from && CARD.contains(window.substring(from, at))) {
        return SURE;
      }
      at = Math.max(at, from + 1);
    }
    return 0;
  }

  /**
   * True if an expiry date is next: {@code 12/28}, {@code exp. 12 / 2028}, {@code ,2028-12}, {@code
   * 1228} alone or before a security code.
   */
  boolean hasExpiry(int start) {
    int at = start;
    while (at < text.length() && at - start < BEFORE_EXPIRY && Digits.value(text, at) < 0) {
      at++;
    }
    int first = number(at, 4);
    int size = sizeAt(at);
    at += size;
    if (size == 4) {
      if (isMonth(first / 100) && isYear(2000 + first % 100) && isSecurityCode(at)) {
        return true;
      }
      return isYear(first) && isDatePart(at, true);
    }
    return (size == 1 || size == 2) && isMonth(first) && isDatePart(at, false);
  }

  /** The other half of a date, behind its sign: a month or a year. */
  private boolean isDatePart(int start, boolean isMonth) {
    int at = spacesEnd(start);
    if (at >= text.length() || "/-.／".indexOf(text.charAt(at)) < 0) {
      return false;
    }
    at = spacesEnd(at + 1);
    int size = sizeAt(at);
    int number = number(at, 4);
    int end = at + size;
    boolean isFullDate =
        end < text.length()
            && "/-.".indexOf(text.charAt(end)) >= 0
            && Digits.value(text, end + 1) >= 0;
    if (isFullDate) {
      return false;
    }
    if (isMonth) {
      return size == 2 && isMonth(number);
    }
    return size == 2 && isYear(2000 + number) || size == 4 && isYear(number);
  }

  /** Nothing more, or three or four digits. */
  private boolean isSecurityCode(int start) {
    int at = spacesEnd(start);
    int size = sizeAt(at);
    return size == 0 || size == 3 || size == 4;
  }

  private int spacesEnd(int start) {
    int at = start;
    while (at < text.length() && at - start < 2 && Digits.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Digits at a place, of which five are as good as more. */
  private int sizeAt(int start) {
    int size = 0;
    while (size <= 4 && Digits.value(text, start + size) >= 0) {
      size++;
    }
    return size;
  }

  private int number(int start, int most) {
    int number = 0;
    for (int i = start; i < start + most && Digits.value(text, i) >= 0; i++) {
      number = number * 10 + Digits.value(text, i);
    }
    return number;
  }

  private static boolean isMonth(int number) {
    return number >= 1 && number <= 12;
  }

  /** Cards are valid for some years; old ones are sent too. */
  private static boolean isYear(int year) {
    return year >= 2015 && year <= 2049;
  }
}
