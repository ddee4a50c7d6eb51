package dev.flowguard.rules.payload;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.inspection.Work;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The texts that are found inside bytes of any format, and noise that is not taken for one. */
class StringsInsideTest {
  private static final List<String> SCRIPTS =
      List.of(
          "My brother sold the boat and told nobody where the money went.",
          "Moje sestra prodala dům a už tři měsíce se mnou nemluví, říká “nikdy více”.",
          "Бабушка спрятала письма под полом и просила никому не говорить.",
          "Η γιαγιά μου έκρυψε τα γράμματα κάτω από το πάτωμα.",
          "سرقت المفتاح من جدتي ولم أخبر أحدا حتى الآن.",
          "סבתא שלי החביאה את המכתבים מתחת לרצפה.",
          "दादी ने चिट्ठियाँ फ़र्श के नीचे छिपा दीं और किसी को नहीं बताया।",
          "ยายซ่อนจดหมายไว้ใต้พื้นและขอไม่ให้บอกใคร",
          "祖母が残した着物を弟に黙って売ってしまい、誰にも言えずにいます。",
          "我把奶奶留下来的手表偷偷卖掉了，到现在也没有告诉家里的人。",
          "할머니가 남긴 시계를 몰래 팔았는데 아직 아무에게도 말하지 못했어요.");

  private static final String TEXT =
      "My brother sold the boat in spring and told nobody where all of the money went, until our"
          + " mother found the bill of some casino in Trieste between the pages of her cookery"
          + " book";
  private static final List<String> WORDS = List.of(TEXT.split(" "));

  private static @Nullable String found(byte[] bytes) {
    return StringsInside.of(bytes, false, new Work(Long.MAX_VALUE, Long.MAX_VALUE));
  }

  private static byte[] noise(int length, long seed) {
    byte[] noise = new byte[length];
    new Random(seed).nextBytes(noise);
    return noise;
  }

  @Test
  void findsUtf16OfEachScriptAtAnyPlaceInBothOrders() throws IOException {
    for (String text : SCRIPTS) {
      for (Charset charset : List.of(UTF_16LE, UTF_16BE)) {
        for (int before = 0; before < 4; before++) {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          out.writeBytes(new byte[before]);
          out.writeBytes(new byte[] {(byte) 0xfe, (byte) 0xed});
          out.writeBytes(text.getBytes(charset));
          out.writeBytes(new byte[] {(byte) 0xfe, (byte) 0xed, 0, 0, 0});

          assertThat(found(out.toByteArray()))
              .as("%s in %s", text, charset)
              .contains(text.substring(1, text.length() - 1));
        }
      }
    }
  }

  @Test
  void takesNoNoiseForUtf16() {
    for (int seed = 0; seed < 8; seed++) {
      StringBuilder out = new StringBuilder();
      WideStrings.find(noise(1 << 20, seed), 12, out);

      assertThat(out).isEmpty();
    }
  }

  /** Samples, small numbers and pixels, of two and four bytes, and text of one byte a character. */
  @Test
  void takesNoNumbersAndNoNarrowTextForUtf16() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 20_000; i++) {
      int sample = (int) (12_000 * Math.sin(i / 9.0));
      out.write(sample >> 8);
      out.write(sample);
    }
    for (int i = 0; i < 5_000; i++) {
      out.writeBytes(new byte[] {0, 0, (byte) (i >> 8), (byte) i});
    }
    for (int i = 0; i < 20_000; i++) {
      out.write(0x60 + i / 400 % 0x20);
    }
    out.writeBytes((TEXT + "; ").repeat(100).getBytes(US_ASCII));
    StringBuilder found = new StringBuilder();
    WideStrings.find(out.toByteArray(), 12, found);

    assertThat(found.chars().filter(c -> c >= 0x3000).count()).isZero();
    assertThat(found).hasSizeLessThan(200);
  }

  @Test
  void joinsTheWordsOfAListInJavaSerialisation() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
      objects.writeObject(new ArrayList<>(WORDS));
    }
    assertThat(found(out.toByteArray())).contains(TEXT);
  }

  @Test
  void joinsTheWordsOfAListInCborMessagePackSmileBsonAndKryo() throws IOException {
    for (String form : List.of("cbor", "message pack", "smile", "bson", "kryo")) {
      for (int before = 0; before < 3; before++) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[before]);
        out.writeBytes(list(form));
        out.writeBytes(new byte[30]);

        assertThat(found(out.toByteArray())).as(form).contains(TEXT);
      }
    }
  }

  private static byte[] list(String form) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    switch (form) {
      case "cbor" -> out.write(new byte[] {(byte) 0x98, (byte) WORDS.size()});
      case "message pack" -> out.write(new byte[] {(byte) 0xdc, 0, (byte) WORDS.size()});
      case "smile" -> out.write(0xf8);
      case "bson" -> out.write(4);
      default -> out.write(new byte[] {3, 0});
    }
    for (int i = 0; i < WORDS.size(); i++) {
      byte[] word = WORDS.get(i).getBytes(UTF_8);
      switch (form) {
        case "cbor" -> out.write(0x60 + word.length);
        case "message pack" -> out.write(0xa0 + word.length);
        case "smile" -> out.write(0x40 + word.length - 1);
        case "bson" -> {
          out.write(2);
          out.writeBytes(i + "\0");
          out.writeInt(Integer.reverseBytes(word.length + 1));
        }
        default -> word[word.length - 1] |= (byte) 0x80;
      }
      out.write(word);
      if (form.equals("bson")) {
        out.write(0);
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void takesNoNoiseForAListOfWords() {
    int found = 0;
    for (int seed = 0; seed < 8; seed++) {
      StringBuilder out = new StringBuilder();
      WordLists.find(noise(1 << 20, seed), out, new Work(Long.MAX_VALUE, Long.MAX_VALUE));
      found += out.length();
    }
    assertThat(found).isLessThan(2_000);
  }

  @Test
  void takesNoTextWithLettersBeyondAsciiForAListOfWords() {
    String text = String.join(" ", SCRIPTS).repeat(20);
    StringBuilder out = new StringBuilder();
    WordLists.find(text.getBytes(UTF_8), out, new Work(Long.MAX_VALUE, Long.MAX_VALUE));

    assertThat(out.length()).isLessThan(text.length() / 20);
  }

  /** Each longest run of characters in UTF-8, of twelve bytes and more, looked for byte by byte. */
  private static String oneByOne(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    int start = 0;
    while (start < bytes.length) {
      int end = start;
      for (int next = after(bytes, end); next > 0; next = after(bytes, end)) {
        end = next;
      }
      if (end - start >= 12) {
        out.append(new String(bytes, start, end - start, UTF_8)).append('\n');
      }
      start = end + 1;
    }
    return out.toString();
  }

  /** Where the character at this place ends; 0 if there is none. */
  private static int after(byte[] bytes, int at) {
    int first = at < bytes.length ? bytes[at] & 0xff : 0;
    boolean isSpace = first == '\t' || first == '\n' || first == '\r';
    int count = isSpace || first >= 0x20 && first < 0x7f ? 1 : 0;
    count = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : count;
    count = first >= 0xf0 && first < 0xf5 ? 4 : count;
    for (int i = at + 1; i < at + count; i++) {
      if (i >= bytes.length || (bytes[i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return count == 0 ? 0 : at + count;
  }

  @Test
  void findsTheRunsThatOneFindsByteByByte() {
    Random random = new Random(7);
    byte[] script = String.join("", SCRIPTS).getBytes(UTF_8);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      ByteArrayOutputStream mixed = new ByteArrayOutputStream();
      while (mixed.size() < 8 || random.nextInt(4) > 0) {
        int from = random.nextInt(script.length - 24);
        switch (random.nextInt(4)) {
          case 0 -> mixed.writeBytes(noise(random.nextInt(30), random.nextLong()));
          case 1 -> mixed.write(script, from, random.nextInt(24)); // may begin within a character
          case 2 -> mixed.write(random.nextBoolean() ? '\t' : random.nextInt(0x28));
          default -> mixed.writeBytes(TEXT.substring(0, random.nextInt(30)).getBytes(UTF_8));
        }
      }
      StringBuilder runs = new StringBuilder();
      StringsInside.narrow(mixed.toByteArray(), runs);

      assertThat(runs.toString()).as("input %s", i).isEqualTo(oneByOne(mixed.toByteArray()));
      found += runs.isEmpty() ? 0 : 1;
    }
    assertThat(found).isGreaterThan(5_000);
  }
}
