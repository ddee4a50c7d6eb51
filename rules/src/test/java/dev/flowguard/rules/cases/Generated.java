package dev.flowguard.rules.cases;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Captured values of all kinds, and cases that send some of them. */
final class Generated {
  private static final String[] URLS = {
    "https://api.stripe.com/v1/customers",
    "https://api.crisp.chat/v1/website/8c842203-7ed8-4e29-a608-7cf78a7d2fcc/conversation/s/message",
    "https://www.google-analytics.com/mp/collect",
    "https://collect.example-cdp.com/v1"
  };

  private final Random random;

  /** Texts that some value has captured, or may have. */
  private final List<String> pool = new ArrayList<>();

  Generated(Random random) {
    this.random = random;
    for (int i = 0; i < 40; i++) {
      pool.add(words(random, 4 + random.nextInt(40)));
    }
  }

  /** So many words that no language has. */
  static String words(Random random, int count) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < count; i++) {
      words.append(i == 0 ? "" : " ");
      for (int syllable = random.nextInt(3); syllable >= 0; syllable--) {
        words.append("bcdfghklmnprstvz".charAt(random.nextInt(16)));
        words.append("aeiou".charAt(random.nextInt(5)));
      }
    }
    return words.toString();
  }

  /** Lines of captured values. */
  String captured(int count) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append(value()).append('\n');
    }
    return lines.toString();
  }

  private String value() {
    String owner = random.nextBoolean() ? "" : ",\"owner\":\"o" + random.nextInt(5) + "\"";
    String document = random.nextBoolean() ? "" : ",\"document\":\"d" + random.nextInt(9) + "\"";
    return "{\"category\":" + content() + owner + document + "}";
  }

  private String content() {
    return switch (random.nextInt(8)) {
      case 0 -> "\"personal-identifier\",\"text\":\"" + name(random.nextInt(30)) + "\"";
      case 1 -> "\"knowledge-base\",\"base64\":\"" + base64(table()) + "\"";
      case 2 -> "\"uploaded-document\",\"base64\":\"" + base64(text() + "\n" + text()) + "\"";
      case 3 ->
          "\"uploaded-photo\",\"base64\":\""
              + Base64.getEncoder().encodeToString(bytes(random.nextInt(6)))
              + "\"";
      default -> "\"chat-conversation\",\"text\":\"" + text() + "\"";
    };
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** One or two texts of the pool, so that values repeat each other in part. */
  private String text() {
    String text = pool.get(random.nextInt(pool.size()));
    return random.nextBoolean() ? text : text + ". " + pool.get(random.nextInt(pool.size()));
  }

  private static String name(int number) {
    Random of = new Random(number);
    return words(of, 2) + " " + words(of, 1) + number;
  }

  private String table() {
    StringBuilder table = new StringBuilder("name;number;town\n");
    for (int row = 0; row < 5; row++) {
      table.append(row(random.nextInt(60))).append('\n');
    }
    return table.toString();
  }

  private static String row(int number) {
    Random of = new Random(1_000 + number);
    return words(of, 3) + ";K-" + of.nextInt(1 << 30) + ";" + words(of, 3);
  }

  /** A file of no known kind. */
  private static byte[] bytes(int number) {
    byte[] bytes = new byte[8_192];
    new Random(number).nextBytes(bytes);
    return bytes;
  }

  /** Lines of cases, of which every other has captured values of its own. */
  String cases(int count) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      List<String> own = new ArrayList<>();
      for (int left = i % 2 == 0 ? 0 : 1 + random.nextInt(5); left > 0; left--) {
        own.add(random.nextInt(9) == 0 ? "{\"public\":\"" + text() + "\"}" : value());
      }
      lines.append("{\"id\":\"c").append(i).append("\",\"verdict\":\"allow\",\"method\":\"POST\",");
      lines.append("\"url\":\"").append(URLS[random.nextInt(URLS.length)]).append("\",");
      lines.append(body()).append(",\"captured\":").append(own).append("}\n");
    }
    return lines.toString();
  }

  private String body() {
    int kind = random.nextInt(6);
    if (kind == 0) {
      return "\"contentType\":\"application/octet-stream\",\"bodyBase64\":\""
          + Base64.getEncoder().encodeToString(bytes(random.nextInt(12)))
          + "\"";
    }
    String value =
        switch (kind) {
          case 1 -> "paid by " + name(random.nextInt(60));
          case 2 -> row(random.nextInt(120));
          case 3 -> words(random, 20);
          default -> {
            String text = pool.get(random.nextInt(pool.size()));
            yield text.substring(random.nextInt(1 + text.length() / 2));
          }
        };
    return "\"contentType\":\"application/json\",\"bodyUtf8\":\"{\\\"note\\\":\\\""
        + value
        + "\\\"}\"";
  }
}
