package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.Location;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Names for telephone numbers, of fields and in a text. A name is looked at by whole words: {@code
 * headphones_sku} is none, and {@code phone_model} says what telephone it is, not its number.
 */
final class PhoneWords {
  private static final Set<String> WORDS =
      Set.of(
          "phone",
          "phones",
          "phonenumber",
          "phonenumbers",
          "phoneno",
          "phonenum",
          "telephone",
          "tel",
          "telno",
          "telnumber",
          "mobile",
          "mobileno",
          "mobilenumber",
          "mobilephone",
          "cellphone",
          "cellular",
          "landline",
          "msisdn",
          "whatsapp",
          "homephone",
          "workphone",
          "userphone",
          "contactphone",
          "customerphone",
          "billingphone",
          "shippingphone",
          "telefon",
          "telefonnummer",
          "telefonnr",
          "handy",
          "handynummer",
          "handynr",
          "mobil",
          "mobilnummer",
          "mobilnr",
          "mobiltelefon",
          "rufnummer",
          "festnetz",
          "festnetznummer",
          "telefoon",
          "telefoonnummer",
          "telefoonnr",
          "mobiel",
          "gsm",
          "gsmnummer",
          "téléphone",
          "tél",
          "portable",
          "telefono",
          "teléfono",
          "celular",
          "movil",
          "móvil",
          "telefone",
          "telemovel",
          "telemóvel",
          "cellulare",
          "komorka",
          "komórka",
          "tlf",
          "puhelin",
          "puhelinnumero",
          "matkapuhelin",
          "telefonu",
          "telefonszam",
          "telefonszám",
          "telepon",
          "ponsel",
          "nohp",
          "телефон",
          "телефона",
          "мобильный",
          "мобильного",
          "сотовый",
          "τηλέφωνο",
          "τηλεφωνο",
          "κινητό",
          "هاتف",
          "الهاتف",
          "جوال",
          "טלפון",
          "फ़ोन",
          "फोन",
          "मोबाइल",
          "denwa",
          "keitai",
          "shouji",
          "dianhua",
          "sdt",
          "thoai",
          "thoại",
          "telp",
          "telpon",
          "fon",
          "telefón",
          "telefony",
          "telefoni",
          "телефону",
          "мобільний",
          "تلفن",
          "موبایل",
          "موبايل",
          "فون",
          "الجوال",
          "נייד",
          "मोबाईल");

  /** In scripts that do not part words by spaces. */
  private static final List<String> SIGNS =
      List.of("電話", "电话", "手机", "手機", "携帯", "전화", "휴대폰", "โทรศัพท์");

  /** What longer words end in that languages put together: {@code Kontakttelefon}. */
  private static final String[] ENDS = {
    "telefon", "telefonnummer", "handynummer", "mobilnummer", "rufnummer", "telefoonnummer"
  };

  /** What may follow in a name without saying that it is of something else. */
  private static final Set<String> QUALIFIERS =
      Set.of(
          "number",
          "numbers",
          "no",
          "nr",
          "num",
          "nummer",
          "numero",
          "número",
          "numéro",
          "e",
          "raw",
          "value",
          "formatted",
          "national",
          "international",
          "local",
          "primary",
          "secondary",
          "alt",
          "main",
          "other",
          "home",
          "work",
          "office",
          "business",
          "personal",
          "private",
          "privat",
          "prive",
          "privé",
          "day",
          "evening",
          "emergency",
          "contact",
          "contacto",
          "casa",
          "trabajo",
          "fijo",
          "fixe",
          "fixo",
          "movil",
          "móvil",
          "mobile",
          "portable",
          "celular",
          "komórkowy",
          "komorkowy",
          "stacjonarny",
          "kontaktowy",
          "contato",
          "residencial",
          "customer",
          "client",
          "user");

  /** Before a word for a telephone: then it is a kind of device. */
  private static final Set<String> DEVICES = Set.of("smart", "windows", "android", "head", "ear");

  /** Characters between a word and the number that it names. */
  private static final int GAP = 24;

  private PhoneWords() {}

  /** True if the field, or the one around it where its own name says nothing, is named so. */
  static boolean areNameOf(Location location) {
    List<String> own = FieldWords.of(location.name());
    Location outer = location.outer();
    return areName(own)
        || outer != null && QUALIFIERS.containsAll(own) && areName(FieldWords.of(outer.name()));
  }

  private static boolean areName(List<String> words) {
    for (int i = words.size() - 1; i >= 0; i--) {
      String word = words.get(i);
      if (isWord(word)) {
        return i == 0 || !DEVICES.contains(words.get(i - 1));
      }
      if (!QUALIFIERS.contains(word)) {
        return false;
      }
    }
    return false;
  }

  /** True for a word for telephones, in lower case. */
  static boolean isWord(String word) {
    return WORDS.contains(word) || hasSign(word) || isCompound(word);
  }

  private static boolean isCompound(String word) {
    for (String end : ENDS) {
      if (word.endsWith(end)) {
        return !DEVICES.contains(word.substring(0, word.length() - end.length()));
      }
    }
    return false;
  }

  private static boolean hasSign(String text) {
    for (String sign : SIGNS) {
      if (text.contains(sign)) {
        return true;
      }
    }
    return false;
  }

  /**
   * True if a text names what comes at a place: {@code Tel.: …}, {@code phone=…}, {@code my mobile
   * number is …}.
   *
   * @param isLocal true if the number begins as numbers within a country do, so that a word without
   *     a sign is enough
   */
  static boolean areBefore(String text, int end, boolean isLocal) {
    String window = text.substring(Math.max(0, end - GAP), end).toLowerCase(Locale.ROOT);
    if (hasSign(window)) {
      return true;
    }
    boolean isNamed = isLocal;
    int at = window.length();
    while (at > 0) {
      char c = window.charAt(at - 1);
      if (!Character.isLetter(c)) {
        isNamed |= c == ':' || c == '=';
        at--;
        if (c == '\n' || c == ',' || c == ';' || Digits.value(c) >= 0) {
          return false;
        }
        continue;
      }
      int stop = at;
      while (at > 0 && Character.isLetter(window.charAt(at - 1))) {
        at--;
      }
      String word = window.substring(at, stop);
      if (WORDS.contains(word)) {
        return isNamed;
      }
      if (!QUALIFIERS.contains(word) && !word.equals("is")) {
        return false;
      }
    }
    return false;
  }
}
