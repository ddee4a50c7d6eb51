package dev.flowguard.rules.legitimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.judge.Sender;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Lines of access logs and mails in HTML, made of what servers, browsers and templates write, while
 * chats are captured in which people ask about such lines and pages.
 */
class LogsAndMailsTest {
  private static final int LINES = 20_000;
  private static final int LINES_A_REQUEST = 50;
  private static final int MAILS = 300;
  private static final int CHATS = 2_000;

  private static final String MAIL = "https://mail.example.net/v3/send";
  private static final String LOGS = "https://logs.example.net/api/v2/logs";
  private static final String DISPUTE = "https://api.stripe.com/v1/disputes/dp_1";

  private static final String[] AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0"
        + " Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
        + " Version/17.%d Safari/605.1.15",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:%1$d.0) Gecko/20100101 Firefox/%1$d.0",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0"
        + " Mobile Safari/537.36",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Dalvik/2.1.0 (Linux; U; Android %d; Pixel 7 Build/TQ3A.230805.001)",
    "curl/8.%d.0",
    "Apache-HttpClient/5.%d.1 (Java/17.0.11)"
  };

  private static final String[] PATHS = {
    "/",
    "/pricing",
    "/de/preise",
    "/assets/app-%x.js",
    "/api/v1/orders/%d",
    "/img/packs/%d.webp",
    "/app/gallery?tab=favorites&sort=newest&page=%d",
    "/favicon.ico",
    "/robots.txt",
    "/blog",
    "/wp-login.php",
    "/health"
  };

  private static final String[] REFERERS = {
    "-", "https://www.google.com/", "https://www.mirage-studio.io/", "https://www.bing.com/"
  };

  private static final String[] FRAMES = {
    "at org.springframework.web.servlet.FrameworkServlet.processRequest(FrameworkServlet.java:%d)",
    "at org.apache.tomcat.util.net.NioEndpoint$SocketProcessor.doRun(NioEndpoint.java:%d)",
    "at com.fasterxml.jackson.databind.deser.BeanDeserializer.deserialize(BeanDeserializer.java:%d)"
  };

  private static final String HEAD =
      """
      <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
      <html xmlns="http://www.w3.org/1999/xhtml" lang="%s">
      <head>
      <meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1, minimum-scale=1, maximum-scale=%d" />
      <style type="text/css">
      body { margin: 0; padding: 0; font-family: %s; line-height: 1.%d; color: #%06x; }
      a { color: #%<06x; text-decoration: none; font-weight: bold; background-color: transparent; }
      table { border-collapse: collapse; mso-table-lspace: 0pt; mso-table-rspace: 0pt; }
      </style>
      </head>
      <body style="margin:0;padding:0;-webkit-text-size-adjust:100%%;">
      <table role="presentation" width="%d" cellpadding="0" cellspacing="0" border="0" align="center"><tr><td>
      """;

  private static final String[] FONTS = {
    "Arial, Helvetica, sans-serif",
    "Georgia, 'Times New Roman', serif",
    "Verdana, Geneva, sans-serif"
  };

  private static final String[] SENTENCES = {
    "Thanks for the quick reply!",
    "That sounds good to me.",
    "Have a great weekend!",
    "If you have any further questions, please feel free to contact our support team.",
    "Bei weiteren Fragen stehen wir Ihnen jederzeit gerne zur Verfügung.",
    "Nous restons à votre disposition pour toute question complémentaire.",
    "Quedamos a su disposición para cualquier duda adicional.",
    "W razie pytań prosimy o kontakt z nami.",
    "Başka bir sorunuz varsa lütfen bize ulaşın.",
    "如果您还有其他问题，请随时联系我们。",
    "ご不明な点がございましたら、お気軽にお問い合わせください。",
    "Jika ada pertanyaan lebih lanjut, silakan hubungi kami."
  };

  private static final ProtectedContent CONTENT = new ProtectedContent();
  private static final Sender SENDER = new Sender(CONTENT);

  private final Random random = new Random(11);

  @BeforeAll
  static void peopleAskAboutPagesAndLogs() {
    LogsAndMailsTest other = new LogsAndMailsTest();
    other.random.setSeed(5);
    Chats chats = new Chats(3);
    for (int i = 0; i < CHATS; i++) {
      String quoted =
          switch (i % 40) {
            case 0 -> other.line();
            case 1 -> other.mail();
            case 2 -> String.format(Locale.ROOT, other.pick(FRAMES), i);
            case 3 -> other.pick(SENTENCES);
            default -> "";
          };
      // Each of one person, so that nothing of it is common but by its kind.
      CONTENT.capture(
          "chat-conversation", "test", chats.turn() + "\n" + quoted, "owner-0", "chat-" + i);
    }
  }

  private String pick(String[] values) {
    return values[random.nextInt(values.length)];
  }

  private String line() {
    return String.format(
        Locale.ROOT,
        "%d.%d.%d.%d - - [%02d/Nov/2026:%02d:%02d:%02d +0100] \"GET %s HTTP/1.1\" %d %d \"%s\" \"%s\"",
        1 + random.nextInt(220),
        random.nextInt(256),
        random.nextInt(256),
        random.nextInt(256),
        1 + random.nextInt(28),
        random.nextInt(24),
        random.nextInt(60),
        random.nextInt(60),
        String.format(Locale.ROOT, pick(PATHS), random.nextInt(1 << 20)),
        random.nextInt(5) == 0 ? 304 : 200,
        random.nextInt(100_000),
        pick(REFERERS),
        String.format(Locale.ROOT, pick(AGENTS), 9 + random.nextInt(130)));
  }

  private String mail() {
    String head =
        String.format(
            Locale.ROOT,
            HEAD,
            pick(new String[] {"de", "en", "fr", "tr"}),
            1 + random.nextInt(2),
            pick(FONTS),
            random.nextInt(9),
            random.nextInt(1 << 24),
            500 + random.nextInt(200));
    return head + "<p>" + pick(SENTENCES) + "</p></td></tr></table></body></html>";
  }

  @Test
  void linesOfAccessLogsPass() {
    List<String> stopped = new ArrayList<>();
    for (int i = 0; i < LINES; i += LINES_A_REQUEST) {
      StringBuilder lines = new StringBuilder();
      for (int line = 0; line < LINES_A_REQUEST; line++) {
        lines.append(line()).append('\n');
      }
      String form =
          "evidence[access_activity_log]="
              + URLEncoder.encode(lines.toString(), StandardCharsets.UTF_8);
      byte[] body = form.getBytes(StandardCharsets.UTF_8);
      if (SENDER.postJson(LOGS, "message", lines.toString()).stops()
          || SENDER.post(DISPUTE, "application/x-www-form-urlencoded", body).stops()) {
        stopped.add(lines.toString());
      }
    }

    assertThat(stopped).isEmpty();
  }

  @Test
  void mailsInHtmlPass() {
    List<String> stopped = new ArrayList<>();
    for (int i = 0; i < MAILS; i++) {
      String mail = mail();
      if (SENDER.postJson(MAIL, "html", mail).stops()) {
        stopped.add(mail);
      }
    }

    assertThat(stopped).isEmpty();
  }

  @Test
  void aTurnOfAChatInEitherDoesNot() {
    String turn = new Chats(3).turn();

    assertThat(SENDER.postJson(LOGS, "message", line() + "\n" + turn + "\n" + line()).stops())
        .isTrue();
    assertThat(SENDER.postJson(MAIL, "html", mail().replace("<p>", "<p>" + turn + " ")).stops())
        .isTrue();
  }
}
