package dev.flowguard.agent.taps.mongo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDbPointer;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScript;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.UuidRepresentation;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

/** BSON as the driver's library writes it, and what is made of bytes that are no BSON. */
class JsonTest {
  private static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

  private static String json(byte[] bson) {
    ByteBuffer bytes = Recorded.little(bson);
    Json json = new Json(bytes);
    json.object(new Elements(bytes, 0, bson.length), 0);
    return StandardCharsets.UTF_8.decode(json.written()).toString();
  }

  private static String json(BsonValue value) {
    String json = json(Recorded.bson(new BsonDocument("a", value)));
    return json.substring("{\"a\":".length(), json.length() - 1);
  }

  private static BsonDocument everything() {
    return new BsonDocument()
        .append("double", new BsonDouble(2.5))
        .append("text", new BsonString("two\n\"words\"\\\u0001 \u00e9 \ud83d\ude00"))
        .append("document", new BsonDocument("inner", new BsonString("one")))
        .append("array", new BsonArray(List.of(new BsonInt32(1), new BsonArray())))
        .append("bytes", new BsonBinary(new byte[] {0, 1, (byte) 0xFE}))
        .append("undefined", new BsonUndefined())
        .append("id", new BsonObjectId(new ObjectId("0123456789abcdef01234567")))
        .append("boolean", BsonBoolean.TRUE)
        .append("date", new BsonDateTime(1_000_000_000_123L))
        .append("null", BsonNull.VALUE)
        .append("regex", new BsonRegularExpression("a.*", "i"))
        .append("pointer", new BsonDbPointer("a.b", new ObjectId("0123456789abcdef01234567")))
        .append("code", new BsonJavaScript("f()"))
        .append("symbol", new BsonSymbol("s"))
        .append("scoped", new BsonJavaScriptWithScope("g()", new BsonDocument()))
        .append("int", new BsonInt32(-7))
        .append("timestamp", new BsonTimestamp(1, 2))
        .append("long", new BsonInt64(1L << 40))
        .append("decimal", new BsonDecimal128(Decimal128.parse("12.50")))
        .append("least", new BsonMinKey())
        .append("most", new BsonMaxKey());
  }

  @Test
  void everyTypeHasAForm() {
    assertEquals(
        "{\"double\":2.5,\"text\":\"two\\n\\\"words\\\"\\\\\\u0001 \u00e9 \ud83d\ude00\","
            + "\"document\":{\"inner\":\"one\"},\"array\":[1,[]],\"bytes\":\"AAH+\","
            + "\"undefined\":null,\"id\":\"0123456789abcdef01234567\",\"boolean\":true,"
            + "\"date\":\"2001-09-09T01:46:40.123Z\",\"null\":null,\"regex\":\"a.*\","
            + "\"pointer\":\"0123456789abcdef01234567\",\"code\":\"f()\",\"symbol\":\"s\","
            + "\"scoped\":\"g()\",\"int\":-7,\"timestamp\":4294967298,\"long\":1099511627776,"
            + "\"decimal\":12.50,\"least\":null,\"most\":null}",
        json(Recorded.bson(everything())));
  }

  @Test
  void anEmptyDocumentIsAnEmptyObject() {
    assertEquals("{}", json(Recorded.bson(new BsonDocument())));
  }

  @Test
  void namesAreEscapedToo() {
    assertEquals("{\"a\\\"b\":1}", json(Recorded.bson(new BsonDocument("a\"b", new BsonInt32(1)))));
  }

  @Test
  void decimalsAreThoseOfTheLibrary() {
    for (String each : List.of("0", "-1.5", "1E+6000", "9.999E-6000", "-0.00", "1E-6176")) {
      Decimal128 decimal = Decimal128.parse(each);
      String json = json(new BsonDecimal128(decimal));
      assertEquals(decimal.toString().replace("-0.00", "0.00"), json.replace("-0.00", "0.00"));
    }
    assertEquals("\"NaN\"", json(new BsonDecimal128(Decimal128.NaN)));
    assertEquals("\"-Infinity\"", json(new BsonDecimal128(Decimal128.NEGATIVE_INFINITY)));
  }

  @Test
  void numbersThatJsonDoesNotHaveAreTexts() {
    assertEquals("\"NaN\"", json(new BsonDouble(Double.NaN)));
    assertEquals("\"Infinity\"", json(new BsonDouble(Double.POSITIVE_INFINITY)));
  }

  @Test
  void idsInBytesAreIdsAsTexts() {
    assertEquals("\"" + ID + "\"", json(new BsonBinary(ID, UuidRepresentation.STANDARD)));
    assertEquals("\"" + ID + "\"", json(new BsonBinary(ID, UuidRepresentation.JAVA_LEGACY)));
  }

  @Test
  void bytesThatAreATextAreThatText() {
    byte[] text = "one \u00e9\ud83d\ude00 two\n".getBytes(StandardCharsets.UTF_8);

    assertEquals("\"one \u00e9\ud83d\ude00 two\\n\"", json(new BsonBinary(text)));
    assertEquals("\"one \u00e9\ud83d\ude00 two\\n\"", json(new BsonBinary((byte) 2, text)));
  }

  @Test
  void aPieceOfATextEndsWithAWholeCharacter() {
    byte[] text = "\u00e9\u20ac\ud83d\ude00 two \ud83d\ude00".getBytes(StandardCharsets.UTF_8);
    byte[] piece = new byte[text.length - 2];
    System.arraycopy(text, 1, piece, 0, piece.length);

    assertEquals("\"\u20ac\ud83d\ude00 two \"", json(new BsonBinary(piece)));
  }

  @Test
  void whatIsDeeperThanTheDatabaseAcceptsIsLeftOut() {
    BsonDocument document = new BsonDocument("last", new BsonString("end"));
    for (int i = 0; i < 20_000; i++) {
      document = new BsonDocument("a", document);
      if (i == 90) {
        assertTrue(json(Recorded.bson(document)).contains("\"end\""));
      }
      if (i == 200) {
        String json = json(Recorded.bson(document));
        assertTrue(json.contains("{\"a\":null}"), json);
        return;
      }
    }
  }

  @Test
  void whatIsCutAnywhereIsWrittenAsFarAsItIsThere() {
    byte[] whole = Recorded.bson(everything());
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = new byte[length];
      System.arraycopy(whole, 0, cut, 0, length);
      assertEquals("{}", json(cut));
      if (length >= Integer.BYTES) {
        Recorded.little(cut).putInt(0, length);
        String json = json(cut);
        BsonDocument.parse(json); // it is JSON
        assertTrue(json.length() <= json(whole).length());
      }
    }
  }

  @Test
  void lengthsThatLieLeadNowhere() {
    byte[] whole = Recorded.bson(everything());
    for (int at = 0; at <= whole.length - Integer.BYTES; at++) {
      for (int lie : new int[] {Integer.MIN_VALUE, -1, 0, 1, 4, 5, 1000, Integer.MAX_VALUE}) {
        byte[] changed = whole.clone();
        Recorded.little(changed).putInt(at, lie);
        assertTrue(json(changed).length() <= 6 * whole.length);
      }
    }
  }

  @Test
  void randomBytesEndSomewhere() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[5 + random.nextInt(200)];
      random.nextBytes(bytes);
      for (int at = Integer.BYTES; at < bytes.length; at++) {
        bytes[at] = random.nextInt(3) > 0 ? (byte) random.nextInt(0x14) : bytes[at];
      }
      Recorded.little(bytes).putInt(0, bytes.length);
      assertTrue(json(bytes).length() <= 40 * bytes.length);
    }
  }

  @Test
  void aTextThatIsTooLongIsRefused() {
    byte[] text = new byte[Json.LONGEST / 6 + 100];
    BsonDocument document =
        new BsonDocument("a", new BsonString(new String(text, StandardCharsets.US_ASCII)));
    byte[] bson = Recorded.bson(document);

    assertThrows(IllegalStateException.class, () -> json(bson));
  }
}
