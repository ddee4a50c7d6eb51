package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.judge.Sender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Text files in any charset, and files whose marks are not their text. */
class CapturedTextTest {
  private static final String SECRET =
      "The lodger in the mill pays in old coins and begs that the mayor never hears of it.";
  private static final String OTHER =
      "The ferry leaves at a quarter past each hour, on Sundays from ten to five only.";

  private final ProtectedContent content = new ProtectedContent();
  private final Sender sender = new Sender(content);

  /** A charset, and a text in a language that is written in it. */
  private record Written(String charset, String text) {
    @Override
    public String toString() {
      return charset + ", " + text.substring(0, 12);
    }
  }

  private static List<Written> written() {
    String[][] texts =
        new String[][] {
          {
            "windows-1252 ISO-8859-1 ISO-8859-15 x-MacRoman",
            "Der Mieter \u00fcber der B\u00e4ckerei zahlt bar und m\u00f6chte, da\u00df sein Name in keinem der B\u00fccher erscheint."
          },
          {
            "windows-1252 ISO-8859-1",
            "Le locataire du grenier paie en esp\u00e8ces, et son pr\u00e9nom ne doit figurer sur aucune des pi\u00e8ces remises \u00e0 l'\u00e9t\u00e9."
          },
          {
            "windows-1252 ISO-8859-1",
            "La se\u00f1ora del \u00e1tico paga al contado y ma\u00f1ana pedir\u00e1 que su n\u00famero no figure en ning\u00fan sitio p\u00fablico."
          },
          {
            "windows-1252 ISO-8859-1",
            "A inquilina do s\u00f3t\u00e3o n\u00e3o paga \u00e0 vista e pediu que a informa\u00e7\u00e3o n\u00e3o conste em nenhuma peti\u00e7\u00e3o da c\u00e2mara."
          },
          {
            "windows-1252 ISO-8859-1",
            "La signora del piano di sopra pagher\u00e0 pi\u00f9 tardi, perch\u00e9 la citt\u00e0 \u00e8 gi\u00e0 al buio e cos\u00ec non pu\u00f2 uscire."
          },
          {
            "windows-1252 ISO-8859-1",
            "Hyresg\u00e4sten p\u00e5 vinden betalar kontant och \u00f6nskar att hennes namn inte f\u00e5r st\u00e5 i n\u00e5gon av b\u00f6ckerna p\u00e5 \u00e5ret."
          },
          {
            "windows-1250 ISO-8859-2",
            "Lokatorka z poddasza p\u0142aci got\u00f3wk\u0105 i prosi, \u017ceby jej imi\u0119 nie pojawi\u0142o si\u0119 w \u017cadnej z ksi\u0105g na \u015bwi\u0119ta."
          },
          {
            "windows-1250 ISO-8859-2",
            "N\u00e1jemnice z podkrov\u00ed plat\u00ed hotov\u011b a \u017e\u00e1d\u00e1, aby se jej\u00ed jm\u00e9no neobjevilo v \u017e\u00e1dn\u00e9 knize p\u0159\u00ed\u0161t\u00ed m\u011bs\u00edc."
          },
          {
            "windows-1250 ISO-8859-2",
            "A padl\u00e1sszob\u00e1ban lak\u00f3 n\u0151 k\u00e9szp\u00e9nzzel fizet, \u00e9s azt k\u00e9ri, hogy a neve ne szerepeljen a k\u00f6nyvekben, \u0151szint\u00e9n."
          },
          {
            "windows-1254 ISO-8859-9",
            "\u00c7at\u0131 kat\u0131ndaki kirac\u0131 paray\u0131 nakit \u00f6d\u00fcyor ve ad\u0131n\u0131n hi\u00e7bir deftere yaz\u0131lmamas\u0131n\u0131 istiyor, \u015fimdilik b\u00f6yle."
          },
          {
            "windows-1251 KOI8-R ISO-8859-5 IBM866",
            "\u0416\u0438\u043b\u0435\u0446 \u0438\u0437 \u043c\u0430\u043d\u0441\u0430\u0440\u0434\u044b \u043f\u043b\u0430\u0442\u0438\u0442 \u043d\u0430\u043b\u0438\u0447\u043d\u044b\u043c\u0438 \u0438 \u043f\u0440\u043e\u0441\u0438\u0442, \u0447\u0442\u043e\u0431\u044b \u0435\u0433\u043e \u0438\u043c\u044f \u043d\u0435 \u043f\u043e\u044f\u0432\u043b\u044f\u043b\u043e\u0441\u044c \u043d\u0438 \u0432 \u043e\u0434\u043d\u043e\u0439 \u0438\u0437 \u043a\u043d\u0438\u0433 \u0434\u043e\u043c\u0430."
          },
          {
            "windows-1251 KOI8-U",
            "\u041c\u0435\u0448\u043a\u0430\u043d\u043a\u0430 \u0437 \u0433\u043e\u0440\u0438\u0449\u0430 \u043f\u043b\u0430\u0442\u0438\u0442\u044c \u0433\u043e\u0442\u0456\u0432\u043a\u043e\u044e \u0456 \u043f\u0440\u043e\u0441\u0438\u0442\u044c, \u0449\u043e\u0431 \u0457\u0457 \u0456\u043c'\u044f \u043d\u0435 \u0437'\u044f\u0432\u043b\u044f\u043b\u043e\u0441\u044f \u0432 \u0436\u043e\u0434\u043d\u0456\u0439 \u0456\u0437 \u043a\u043d\u0438\u0433 \u0431\u0443\u0434\u0438\u043d\u043a\u0443."
          },
          {
            "windows-1253 ISO-8859-7",
            "\u039f \u03ad\u03bd\u03bf\u03b9\u03ba\u03bf\u03c2 \u03c4\u03b7\u03c2 \u03c3\u03bf\u03c6\u03af\u03c4\u03b1\u03c2 \u03c0\u03bb\u03b7\u03c1\u03ce\u03bd\u03b5\u03b9 \u03bc\u03b5\u03c4\u03c1\u03b7\u03c4\u03ac \u03ba\u03b1\u03b9 \u03b6\u03b7\u03c4\u03ac \u03c4\u03bf \u03cc\u03bd\u03bf\u03bc\u03ac \u03c4\u03bf\u03c5 \u03bd\u03b1 \u03bc\u03b7 \u03b3\u03c1\u03b1\u03c6\u03c4\u03b5\u03af \u03c3\u03b5 \u03ba\u03b1\u03bd\u03ad\u03bd\u03b1 \u03b2\u03b9\u03b2\u03bb\u03af\u03bf."
          },
          {
            "windows-1255 ISO-8859-8",
            "\u05d4\u05d3\u05d9\u05d9\u05e8\u05ea \u05de\u05e2\u05dc\u05d9\u05d9\u05ea \u05d4\u05d2\u05d2 \u05de\u05e9\u05dc\u05de\u05ea \u05d1\u05de\u05d6\u05d5\u05de\u05df \u05d5\u05de\u05d1\u05e7\u05e9\u05ea \u05e9\u05e9\u05de\u05d4 \u05dc\u05d0 \u05d9\u05d5\u05e4\u05d9\u05e2 \u05d1\u05d0\u05e3 \u05d0\u05d7\u05d3 \u05de\u05d4\u05e1\u05e4\u05e8\u05d9\u05dd \u05e9\u05dc \u05d4\u05d1\u05d9\u05ea \u05d4\u05d6\u05d4 \u05d4\u05e9\u05e0\u05d4"
          },
          {
            "windows-1256 ISO-8859-6",
            "\u0627\u0644\u0645\u0633\u062a\u0623\u062c\u0631\u0629 \u0641\u064a \u0627\u0644\u0639\u0644\u064a\u0629 \u062a\u062f\u0641\u0639 \u0646\u0642\u062f\u0627 \u0648\u062a\u0637\u0644\u0628 \u0623\u0644\u0627 \u064a\u0638\u0647\u0631 \u0627\u0633\u0645\u0647\u0627 \u0641\u064a \u0623\u064a \u0645\u0646 \u062f\u0641\u0627\u062a\u0631 \u0627\u0644\u0628\u064a\u062a \u0647\u0630\u0647 \u0627\u0644\u0633\u0646\u0629"
          },
          {
            "Shift_JIS EUC-JP",
            "\u5c4b\u6839\u88cf\u306e\u4f4f\u4eba\u306f\u5bb6\u8cc3\u3092\u73fe\u91d1\u3067\u6255\u3063\u3066\u304a\u308a\u3001\u305d\u306e\u540d\u524d\u3092\u5e33\u7c3f\u306e\u3069\u3053\u306b\u3082\u66f8\u304b\u306a\u3044\u3067\u307b\u3057\u3044\u3068\u8a00\u3063\u3066\u3044\u307e\u3059\u3002"
          },
          {
            "GBK GB18030",
            "\u4f4f\u5728\u9601\u697c\u91cc\u7684\u623f\u5ba2\u7528\u73b0\u91d1\u4ed8\u623f\u79df,\u5e76\u4e14\u8981\u6c42\u4e0d\u8981\u628a\u5979\u7684\u540d\u5b57\u5199\u8fdb\u4efb\u4f55\u4e00\u672c\u8d26\u7c3f\u91cc,\u4e5f\u4e0d\u8981\u544a\u8bc9\u623f\u4e1c\u7684\u513f\u5b50\u3002"
          },
          {
            "Big5",
            "\u4f4f\u5728\u95a3\u6a13\u88e1\u7684\u623f\u5ba2\u7528\u73fe\u91d1\u4ed8\u623f\u79df,\u4e26\u4e14\u8981\u6c42\u4e0d\u8981\u628a\u5979\u7684\u540d\u5b57\u5beb\u9032\u4efb\u4f55\u4e00\u672c\u5e33\u7c3f\u88e1,\u4e5f\u4e0d\u8981\u544a\u8a34\u623f\u6771\u7684\u5152\u5b50\u3002"
          },
          {
            "x-windows-949 EUC-KR",
            "\ub2e4\ub77d\ubc29\uc5d0 \uc0ac\ub294 \uc138\uc785\uc790\ub294 \uc9d1\uc138\ub97c \ud604\uae08\uc73c\ub85c \ub0b4\uace0 \uc788\uc73c\uba70 \uc790\uae30 \uc774\ub984\uc744 \uc5b4\ub290 \uc7a5\ubd80\uc5d0\ub3c4 \uc801\uc9c0 \ub9d0\uc544 \ub2ec\ub77c\uace0 \ud569\ub2c8\ub2e4."
          },
          {
            "x-windows-874",
            "\u0e1c\u0e39\u0e49\u0e40\u0e0a\u0e48\u0e32\u0e2b\u0e49\u0e2d\u0e07\u0e43\u0e15\u0e49\u0e2b\u0e25\u0e31\u0e07\u0e04\u0e32\u0e08\u0e48\u0e32\u0e22\u0e40\u0e07\u0e34\u0e19\u0e2a\u0e14\u0e41\u0e25\u0e30\u0e02\u0e2d\u0e44\u0e21\u0e48\u0e43\u0e2b\u0e49\u0e40\u0e02\u0e35\u0e22\u0e19\u0e0a\u0e37\u0e48\u0e2d\u0e02\u0e2d\u0e07\u0e40\u0e18\u0e2d\u0e44\u0e27\u0e49\u0e43\u0e19\u0e2a\u0e21\u0e38\u0e14\u0e1a\u0e31\u0e0d\u0e0a\u0e35\u0e40\u0e25\u0e48\u0e21\u0e43\u0e14\u0e02\u0e2d\u0e07\u0e1a\u0e49\u0e32\u0e19\u0e2b\u0e25\u0e31\u0e07\u0e19\u0e35\u0e49"
          }
        };
    List<Written> all = new ArrayList<>();
    for (String[] each : texts) {
      for (String charset : (each[0] + " UTF-16 UTF-16LE UTF-16BE UTF-8").split(" ")) {
        all.add(new Written(charset, each[1]));
      }
    }
    return all;
  }

  private List<String> send(String text) {
    return send("text/plain;charset=UTF-8", text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> send(String type, byte[] body) {
    return sender.categories("https://files.stripe.com/v1/files", type, body);
  }

  private void capture(byte[] file) {
    content.capture("uploaded-document", "test", file, null, null);
  }

  @ParameterizedTest
  @MethodSource("written")
  void knowsTheTextOfACapturedFileInAnyCharset(Written file) {
    capture(file.text().getBytes(Charset.forName(file.charset())));

    assertThat(send(file.text())).containsExactly("uploaded-document");
  }

  @ParameterizedTest
  @MethodSource("written")
  void knowsTheTextOfACapturedTableInAnyCharset(Written file) {
    String table = "id;name;note\r\n17;x;" + file.text() + "\r\n18;y;ok\r\n";
    capture(table.getBytes(Charset.forName(file.charset())));

    assertThat(send(file.text())).containsExactly("uploaded-document");
  }

  @ParameterizedTest
  @MethodSource("written")
  void findsCapturedTextInASentFileOfAnyCharset(Written file) {
    content.capture("chat-conversation", "test", file.text(), null, null);

    assertThat(
            send("application/octet-stream", file.text().getBytes(Charset.forName(file.charset()))))
        .containsExactly("chat-conversation");
  }

  /** A single bad byte must not turn what is good UTF-8 into something else. */
  @Test
  void readsUtf8WithADamagedCharacterAsUtf8() {
    String text = written().get(0).text();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    out.write(0xc3);
    capture(out.toByteArray());

    assertThat(send(text)).containsExactly("uploaded-document");
    assertThat(send("text/plain", out.toByteArray())).containsExactly("uploaded-document");
  }

  @Test
  void knowsTheTextInACapturedGzipFile() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(SECRET.getBytes(StandardCharsets.ISO_8859_1));
    }
    capture(out.toByteArray());

    assertThat(send(SECRET.substring(4, 60))).containsExactly("uploaded-document");
  }

  private static String page(String text) {
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1.0\">"
        + "<link rel=\"stylesheet\" href=\"/assets/css/very-common-framework.min.css\">"
        + "<style>body { font-family: sans-serif; margin: 0 auto; max-width: 40em }</style>"
        + "<script>window.counter = window.counter || function () { queue.push(arguments) }</script>"
        + "</head><body class=\"container page-with-sidebar\"><p>"
        + text
        + "</p></body></html>";
  }

  private static String picture(String text) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<svg"
        + " xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
        + " width=\"210mm\" height=\"297mm\" viewBox=\"0 0 210 297\"><metadata>Drawn with the same"
        + " program as every other picture of it</metadata><path d=\"M 10 10 L 20 20 30 30 40 40 50 50"
        + " 60 60 70 70\"/><text x=\"1\" y=\"2\">"
        + text
        + "</text></svg>";
  }

  @Test
  void takesNoHeadOfACapturedPageOrPictureForText() {
    capture(page(SECRET).getBytes(StandardCharsets.UTF_8));
    capture(picture(SECRET).getBytes(StandardCharsets.UTF_8));

    assertThat(send("text/html", page(OTHER).getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(send("image/svg+xml", picture(OTHER).getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(send(page(SECRET))).containsExactly("uploaded-document");
    assertThat(send(SECRET.substring(4, 60))).containsExactly("uploaded-document");
  }

  @Test
  void knowsACapturedPageWithEntitiesAndTagsWithinWords() {
    capture(
        page("The b&auml;ker <b>p</b>ays in <i>old</i> coins &amp; begs <a href='/x'>that</a> the mayor")
            .getBytes(StandardCharsets.UTF_8));

    assertThat(send("The b\u00e4ker pays in old coins & begs that the mayor"))
        .containsExactly("uploaded-document");
  }

  private static final String MARKDOWN =
      "The **lodger** of [mill](https://mill.example/rooms/17) seven [pays](https://a.example/b_(c))"
          + " in ![old](data:image/png;base64,AAAA) `coins` and [begs][1] that the <b>mayor</b> never"
          + " [hears](<x y> \"of it\") a word\n\n[1]: https://mill.example/begging\n";

  private static final String PLAIN =
      "The lodger of mill seven pays in old coins and begs that the mayor never hears a word";

  @Test
  void knowsCapturedMarkdownWithLinksAsPlainText() {
    content.capture("chat-conversation", "test", MARKDOWN, null, null);

    assertThat(send(PLAIN)).containsExactly("chat-conversation");
    assertThat(send(MARKDOWN)).containsExactly("chat-conversation");
  }

  @Test
  void knowsACapturedMarkdownFileAsPlainText() {
    capture(MARKDOWN.getBytes(StandardCharsets.UTF_8));

    assertThat(send(PLAIN)).containsExactly("uploaded-document");
  }

  @Test
  void findsCapturedPlainTextInMarkdownWithLinks() {
    content.capture("chat-conversation", "test", PLAIN, null, null);

    assertThat(send(MARKDOWN)).containsExactly("chat-conversation");
  }

  @Test
  void doesNotCountAShortRunTwiceBecauseItsTextHasTwoForms() {
    content.capture("chat-conversation", "test", MARKDOWN, null, null);

    assertThat(send("coins and begs that the may, or: coins and begs that the may")).isEmpty();
  }
}
