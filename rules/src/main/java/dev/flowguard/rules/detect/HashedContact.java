package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Signs;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The SHA-256 of an e-mail address or telephone number, in hexadecimal or base64, in a field that
 * is named after it, as analytics services take them: {@code user_data.sha256_email_address} and
 * {@code em} of Google, {@code ph} of others, and the list that Google's tag makes of them ({@code
 * tv.1~em.…}). Looked for only where a rule asks for hashes.
 */
public final class HashedContact implements Detector {
  private static final int HEX_LENGTH = 64;

  /** Of 32 bytes, without the sign that fills them up. */
  private static final int BASE64_LENGTH = 43;

  /** Beginning of the list of Google's tag, whose pieces are {@code name.value}. */
  private static final String LIST = "tv.1~";

  private static final int MOST_PIECES = 32;

  private static final Set<String> NAMES =
      Set.of(
          "email",
          "emails",
          "mail",
          "emailaddress",
          "em",
          "hem",
          "courriel",
          "correo",
          "mejl",
          "ph",
          "pn");

  /** What may follow in a name, beside what says how it was hashed. */
  private static final Set<String> QUALIFIERS =
      Set.of(
          "address",
          "addresses",
          "adresse",
          "hash",
          "hashes",
          "hashed",
          "sha",
          "hex",
          "base",
          "value",
          "lower",
          "lowercase",
          "normalized",
          "normalised",
          "primary",
          "id");

  private static final Signs SIGNS = Signs.symbols(BASE64_LENGTH).or(Signs.anyOf("~"));

  @Override
  public Shape shape() {
    return Shape.HASHED_CONTACT;
  }

  @Override
  public int quarters() {
    return 1;
  }

  @Override
  public Signs signs() {
    return SIGNS;
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text && !text.isName()) {
        String value = text.value();
        if (isHash(value, 0, value.length()) && isNamed(text.location()) || isList(value)) {
          findings.add(new Finding(shape(), List.of(leaf), value.length(), Secret.of(value), null));
        }
      }
    }
    return findings;
  }

  private static boolean isHash(String text, int start, int end) {
    int length = end - start;
    if (length != HEX_LENGTH && length != BASE64_LENGTH && length != BASE64_LENGTH + 1) {
      return false;
    }
    boolean isHex = length == HEX_LENGTH;
    boolean isFilled = length == BASE64_LENGTH + 1;
    if (isFilled && text.charAt(end - 1) != '=') {
      return false;
    }
    for (int i = start; i < (isFilled ? end - 1 : end); i++) {
      char c = text.charAt(i);
      boolean isDigit = isHex ? Character.digit(c, 16) >= 0 : Character.isLetterOrDigit(c);
      if (c >= 128 || !isDigit && (isHex || "+/-_".indexOf(c) < 0)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isList(String text) {
    if (!text.startsWith(LIST)) {
      return false;
    }
    int start = LIST.length();
    for (int piece = 0; piece < MOST_PIECES && start < text.length(); piece++) {
      int next = text.indexOf('~', start);
      int end = next < 0 ? text.length() : next;
      boolean isContact = text.startsWith("em.", start) || text.startsWith("pn.", start);
      if (isContact && isHash(text, start + 3, end)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  /** The field, or the one around an element without a name, is named after a contact. */
  private static boolean isNamed(Location location) {
    List<String> own = FieldWords.of(location.name());
    Location outer = location.outer();
    return isName(own)
        || outer != null && QUALIFIERS.containsAll(own) && isName(FieldWords.of(outer.name()))
        || PhoneWords.areNameOf(location);
  }

  private static boolean isName(List<String> words) {
    for (int i = words.size() - 1; i >= 0; i--) {
      String word = words.get(i);
      if (NAMES.contains(word) || PhoneWords.isWord(word)) {
        return true;
      }
      if (!QUALIFIERS.contains(word)) {
        return false;
      }
    }
    return false;
  }
}
