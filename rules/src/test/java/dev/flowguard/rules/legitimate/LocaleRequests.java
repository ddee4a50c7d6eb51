package dev.flowguard.rules.legitimate;

import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.UUID;

/**
 * Requests as a shop sends them for its customers in many countries: what the JDK knows of a locale
 * (dates, amounts, currencies, countries, languages), with made-up names and ids, in the fields of
 * Stripe, Crisp and Google Analytics.
 */
final class LocaleRequests {
  static final List<String> TAGS =
      List.of(
          "ar-EG", "bg-BG", "cs-CZ", "da-DK", "de-DE", "el-GR", "en-GB", "es-ES", "fi-FI", "fr-FR",
          "he-IL", "hi-IN", "hr-HR", "hu-HU", "id-ID", "it-IT", "ja-JP", "ko-KR", "nl-NL", "pl-PL",
          "pt-BR", "ro-RO", "ru-RU", "sv-SE", "th-TH", "tr-TR", "uk-UA", "vi-VN", "zh-CN", "zh-TW");

  private static final String CRISP = "https://api.crisp.chat/v1/website/1/";
  private static final String COLLECT =
      "https://region1.google-analytics.com/mp/collect?measurement_id=G-4QM7Z1TB2X&api_secret=s";
  private static final LocalDateTime START = LocalDateTime.of(2026, 1, 5, 9, 0);
  private static final List<String> COUNTRIES =
      List.of("NL", "DE", "JP", "BR", "EG", "IN", "KR", "PL", "TR", "UA", "US", "VN");
  private static final List<String> CURRENCIES = List.of("EUR", "USD", "JPY", "BRL", "PLN", "INR");

  private final Locale locale;
  private final Random random;

  LocaleRequests(String tag, long seed) {
    this.locale = Locale.forLanguageTag(tag);
    this.random = new Random(31 * seed + tag.hashCode());
  }

  /** Any of the requests. */
  OutboundRequest next() {
    String session = "session_" + uuid();
    return switch (random.nextInt(8)) {
      case 0 -> form("customers", customer());
      case 1 -> form("invoiceitems", item());
      case 2 -> form("checkout/sessions", checkout());
      case 3 ->
          json(
              "PATCH",
              CRISP + "conversation/" + session + "/meta",
              object("data", facts(), "nickname", name()));
      case 4 ->
          json(
              "PUT",
              CRISP + "people/profile/" + session,
              object("person", person(), "notepad", date()));
      case 5 ->
          json(
              "POST",
              CRISP + "conversation/" + session + "/message",
              object("type", "text", "from", "operator", "origin", "chat", "content", notice()));
      case 6 -> json("POST", COLLECT, event("purchase"));
      default -> json("POST", COLLECT, event("view_item"));
    };
  }

  private Map<String, Object> customer() {
    return object(
        "name", name(),
        "address[country]", pick(COUNTRIES),
        "address[line1]", name() + " " + (1 + random.nextInt(180)),
        "preferred_locales[0]", locale.toLanguageTag(),
        "metadata[country]", country(),
        "metadata[member_since]", date(),
        "metadata[user_id]", uuid());
  }

  private Map<String, Object> item() {
    return object(
        "customer", "cus_" + id(14),
        "amount", random.nextInt(90_000),
        "currency", pick(CURRENCIES).toLowerCase(Locale.ROOT),
        "description", date() + " – " + date() + ", " + amount(),
        "metadata[period]", month() + " " + (2025 + random.nextInt(2)),
        "metadata[order]",
            START.plusDays(random.nextInt(300)).toLocalDate() + "-" + random.nextInt(900_000));
  }

  private Map<String, Object> checkout() {
    return object(
        "mode", "payment",
        "client_reference_id", uuid(),
        "line_items[0][price_data][product_data][name]", currency() + ", " + amount(),
        "line_items[0][price_data][product_data][description]",
            language() + " / " + country() + ", " + date(),
        "success_url",
            "https://www.mirage-studio.io/" + locale.getLanguage() + "/done?session_id=" + id(40),
        "custom_text[submit][message]", day() + ", " + date());
  }

  private Map<String, Object> facts() {
    return object(
        "currency", currency(),
        "paid", amount(),
        "renews", date(),
        "support_hours", day() + " – " + day() + " 09:00–17:30",
        "timezone", zone(),
        "language", language(),
        "account", uuid());
  }

  private Map<String, Object> person() {
    return object(
        "nickname", name(),
        "address", name() + " " + (1 + random.nextInt(180)) + ", " + country(),
        "locales", language(),
        "geolocation", object("country", pick(COUNTRIES), "city", name()));
  }

  /** What an operator's template says: facts, and nothing that a customer wrote. */
  private String notice() {
    return language()
        + ": "
        + date()
        + ", "
        + amount()
        + " ("
        + currency()
        + "). "
        + country()
        + ", "
        + zone();
  }

  private Map<String, Object> event(String name) {
    return object(
        "client_id",
        random.nextInt(1 << 30) + "." + (1_760_000_000 + random.nextInt(9_000_000)),
        "events[0]",
        object(
            "name",
            name,
            "params",
            object(
                "session_id",
                1_760_000_000 + random.nextInt(9_000_000),
                "transaction_id",
                id(12),
                "currency",
                pick(CURRENCIES),
                "value",
                random.nextInt(9_000) / 100.0,
                "item_name",
                currency(),
                "item_category",
                month(),
                "page_title",
                country() + " – " + day(),
                "page_location",
                "https://www.mirage-studio.io/" + locale.getLanguage() + "/?gclid=" + id(60))));
  }

  /** A date and time in full. */
  String date() {
    ZonedDateTime time =
        START.plusMinutes(random.nextInt(400_000)).atZone(ZoneId.of("Europe/Amsterdam"));
    FormatStyle style = FormatStyle.values()[random.nextInt(FormatStyle.values().length)];
    return DateTimeFormatter.ofLocalizedDateTime(style, FormatStyle.SHORT)
        .withLocale(locale)
        .format(time);
  }

  String amount() {
    NumberFormat format = NumberFormat.getCurrencyInstance(locale);
    format.setCurrency(Currency.getInstance(pick(CURRENCIES)));
    return format.format(random.nextInt(900_000) / 100.0);
  }

  String country() {
    return new Locale.Builder().setRegion(pick(COUNTRIES)).build().getDisplayCountry(locale);
  }

  String currency() {
    return Currency.getInstance(pick(CURRENCIES)).getDisplayName(locale);
  }

  private String language() {
    return Locale.forLanguageTag(pick(TAGS)).getDisplayLanguage(locale);
  }

  private String month() {
    return START
        .plusMonths(random.nextInt(12))
        .getMonth()
        .getDisplayName(TextStyle.FULL_STANDALONE, locale);
  }

  String day() {
    return DayOfWeek.of(1 + random.nextInt(7)).getDisplayName(TextStyle.FULL_STANDALONE, locale);
  }

  private String zone() {
    return ZoneId.of(pick(List.of("Europe/Paris", "Asia/Tokyo", "America/New_York")))
        .getDisplayName(TextStyle.FULL, locale);
  }

  /** Two words of letters that the locale writes. */
  String name() {
    String letters = letters(country() + day() + month() + language());
    StringBuilder name = new StringBuilder();
    for (int word = 0; word < 2; word++) {
      name.append(word == 0 ? "" : " ");
      int start = name.length();
      for (int i = 3 + random.nextInt(5); i > 0; i--) {
        int at = random.nextInt(letters.codePointCount(0, letters.length()));
        name.appendCodePoint(letters.codePointAt(letters.offsetByCodePoints(0, at)));
      }
      name.replace(start, name.length(), capital(name.substring(start)));
    }
    return name.toString();
  }

  private String capital(String word) {
    int end = word.offsetByCodePoints(0, 1);
    return word.substring(0, end).toUpperCase(locale) + word.substring(end);
  }

  private static String letters(String text) {
    StringBuilder letters = new StringBuilder();
    text.codePoints()
        .filter(Character::isLetter)
        .map(Character::toLowerCase)
        .forEach(letters::appendCodePoint);
    return letters.toString();
  }

  private String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private String id(int length) {
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < length; i++) {
      id.append(letters.charAt(random.nextInt(letters.length())));
    }
    return id.toString();
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static Map<String, Object> object(Object... members) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      object.put((String) members[i], members[i + 1]);
    }
    return object;
  }

  private static OutboundRequest form(String path, Map<String, Object> fields) {
    StringJoiner form = new StringJoiner("&");
    fields.forEach((name, value) -> form.add(encoded(name) + "=" + encoded(value.toString())));
    return request(
        "POST",
        "https://api.stripe.com/v1/" + path,
        "application/x-www-form-urlencoded",
        form.toString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static OutboundRequest json(String method, String url, Map<String, Object> body) {
    return request(method, url, "application/json", json(body));
  }

  private static String json(Object value) {
    if (value instanceof Map<?, ?> map) {
      StringJoiner members = new StringJoiner(",", "{", "}");
      map.forEach((name, each) -> members.add("\"" + name + "\":" + json(each)));
      return members.toString();
    }
    return value instanceof Number
        ? value.toString()
        : "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static OutboundRequest request(String method, String url, String type, String body) {
    return new OutboundRequest(
        method,
        url,
        List.of(new Header("Content-Type", type)),
        new Body.Held(body.getBytes(StandardCharsets.UTF_8)),
        "test");
  }
}
