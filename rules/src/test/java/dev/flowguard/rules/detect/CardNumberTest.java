package dev.flowguard.rules.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardNumberTest {
  private static final String CARD = "card-number";
  private static final int NUMBERS = 20_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "card 4242 4242 4242 4242, 12/29",
        "5555-5555-5555-4444",
        "378282246310005",
        "pay with 3714 496353 98431.",
        "4111 1111 1111 1111 11/28 123",
        "4111111111111111 11/28 123",
        "4111111111111111 1128 123",
        "4111 1111 1111 1111 1128",
        "4111111111111111,12/28",
        "4111111111111111;12/2028;737",
        "4111111111111111|12|28|737",
        "4111\u00a01111\u00a01111\u00a01111",
        "4111\u20091111\u20091111\u20091111",
        "4111\u202f1111\u202f1111\u202f1111 exp 03-2029",
        "4111\u20111111\u20111111\u20111111",
        "4111 – 1111 – 1111 – 1111",
        "4111  1111  1111  1111",
        "4111.1111.1111.1111",
        "41\u200b11111111\u200b111111",
        "４１１１１１１１１１１１１１１１",
        "４１１１　１１１１　１１１１　１１１１",
        "٤١١١ ١١١١ ١١١١ ١١١١",
        "カード番号は4111111111111111です",
        "카드 4111111111111111입니다",
        "Nov 28 4111 1111 1111 1111 ok",
        "it is (4111111111111111).",
        "host app[28474]: card 0 - 4532015112830366",
        "3782 8224 6310 005",
        "3056 930902 5904",
        "30569309025904",
        "id,card\\n7,4111111111111111,12.50",
        "order 17 with card 4111-1111-1111-1111",
        "?item=7&card=4111111111111111&x=1"
      })
  void seesACardAsPeopleWriteIt(String text) {
    assertThat(Shapes.of("{\"v\":\"" + text + "\"}")).contains(CARD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2200 1234 5678 9019", // Mir
        "2204120100000005",
        "6074 8200 0000 0009", // RuPay
        "5085000000000007",
        "3536 0000 0000 0007",
        "8171999927660000", // UnionPay
        "6250946000000016",
        "2223003122003222", // Mastercard
        "2720994326581252",
        "6011111111111117", // Discover
        "6445644564456445",
        "3566002020360505", // JCB
        "6759649826438453", // Maestro
        "9792030394440796", // Troy
        "card 62123456789000003", // UnionPay with 17 digits
        "card 6212 3456 7890 0000 003"
      })
  void seesTheCardsOfEachNetwork(String number) {
    assertThat(Shapes.of("{\"v\":\"" + number + "\"}")).contains(CARD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"dummy\":4111111111111111}",
        "{\"card\":{\"number\":4242424242424242}}",
        "{\"number\":\"4111111111111111\",\"exp_month\":12}",
        "{\"order_note\":\"please charge 4111 1111 1111 1111 again\"}",
        "{\"transaction_id\":\"card 4111111111111111\"}",
        "{\"reference\":\"4111 1111 1111 1111 12/28\"}",
        "[\"4111111111111111\",\"12/28\"]"
      })
  void seesACardInFieldsOfJson(String json) {
    assertThat(Shapes.of(json)).contains(CARD);
  }

  @Test
  void seesACardInAFormAndATable() {
    assertThat(Shapes.ofForm("type=card&card[number]=4242424242424242&card[cvc]=314"))
        .contains(CARD);
    assertThat(Shapes.ofText("name,card,expiry\nAlice,4111111111111111,12/28\n")).contains(CARD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4242424242424241",
        "cus_4242424242424242",
        "1716045727000000",
        "0.4242424242424242",
        "0,4242424242424242",
        "52.4242424242424242",
        "42424242424242424242424",
        "order 1234-5678-9012-3456",
        "4222222222222", // 13 digits
        "order 4242424242424242",
        "order #4242424242424242",
        "Bestellnummer: 4242424242424242",
        "metadata['order_id']:'4242424242424242'",
        "https://shop.example/orders/4242424242424242",
        "https://shop.example/?item_id=4242424242424242",
        "invoice no. 4242-4242-4242-4242",
        "ORD-4242424242424242",
        "7-4242424242424242",
        "110bcd25-4242-4242-4242-4242424242424242",
        "1024 4242 4242 4242 4242 2048 4096",
        "FR76 3000 6000 0112 3456 7890 189",
        "2.4670000000000001E-2",
        "opacity: 0.989381727975; translate(0%, -0.5309136012499991%)",
        "court case 1747-9192-2056-7223 of Tuesday",
        "6212345678900000003", // 19 digits, alone
        "1647725122227"
      })
  void takesNoOtherNumberForACard(String text) {
    assertThat(Shapes.of("{\"v\":\"" + text + "\"}")).doesNotContain(CARD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "item_id",
        "transaction_id",
        "transactionId",
        "sku",
        "gtin",
        "ean",
        "orderId",
        "order_number",
        "orderid",
        "job_id",
        "variantId",
        "identifier",
        "reference",
        "timestamp_micros",
        "traceId",
        "bestellnummer",
        "numero_commande",
        "idempotency-key"
      })
  void takesNoIdForACard(String field) {
    assertThat(Shapes.of("{\"" + field + "\":\"4242424242424242\"}")).doesNotContain(CARD);
    assertThat(Shapes.of("{\"" + field + "\":[\"4242-4242-4242-4242\"]}")).doesNotContain(CARD);
    assertThat(Shapes.of("{\"" + field + "\":4242424242424242}")).doesNotContain(CARD);
  }

  private static String digits(Random random, String start, int length) {
    StringBuilder digits = new StringBuilder(start);
    while (digits.length() < length) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }

  private static String withArticleCheck(String twelve) {
    int sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += (twelve.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
    }
    return twelve + (10 - sum % 10) % 10;
  }

  private static String grouped(String digits, String separator) {
    return digits.substring(0, 4)
        + separator
        + digits.substring(4, 8)
        + separator
        + digits.substring(8, 12)
        + separator
        + digits.substring(12);
  }

  /** How many of some thousand values in a field are taken for cards. */
  private static long taken(String field, Function<Random, String> value) {
    Random random = new Random(15);
    long taken = 0;
    for (int i = 0; i < NUMBERS; i++) {
      String json = "{\"" + field + "\":\"" + value.apply(random) + "\"}";
      taken += Shapes.of(json).contains(CARD) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void takesNoRandomIdInAnalyticsForACard() {
    assertThat(taken("transaction_id", random -> digits(random, "", 16))).isZero();
    assertThat(taken("transaction_id", random -> grouped(digits(random, "", 16), "-"))).isZero();
    assertThat(taken("item_id", random -> digits(random, "4", 14))).isZero();
    assertThat(taken("job_id", random -> digits(random, "", 19))).isZero();
  }

  @Test
  void takesNoArticleNumberForACardInAnyField() {
    assertThat(taken("v", random -> withArticleCheck(digits(random, "4", 12)))).isZero();
    assertThat(taken("v", random -> digits(random, "4", 13))).isZero();
    assertThat(taken("v", random -> digits(random, "", 19))).isZero();
  }

  /** Nothing but its first digits and its check digit says that a bare number is of a card. */
  @Test
  void takesFewRandomNumbersForCardsInAFieldThatSaysNothing() {
    assertThat(taken("v", random -> digits(random, "", 16))).isLessThan(NUMBERS * 3 / 100);
    assertThat(taken("v", random -> grouped(digits(random, "", 16), "-")))
        .isLessThan(NUMBERS * 3 / 100);
    assertThat(taken("v", random -> digits(random, "", 15))).isLessThan(NUMBERS * 3 / 1000);
    assertThat(taken("v", random -> digits(random, "", 14))).isLessThan(NUMBERS * 12 / 1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "customer,card_number,total\n17,5085000000000007,12\n18,none,9",
        "customer;Kartennummer;amount\n17;5085000000000007;12\n",
        "name\tPAN\nOle\t5085000000000007\nUna\t-\n",
        "| who | PAN |\n|---|---|\n| Ole | 5085000000000007 |",
        "\"order_id\",\"card number\",\"sum\"\n\"17\",\"5085000000000007\",\"1,50\"\n",
        "order_id,card_number,total\nA-17,4111-1111-1111-1111,12\n",
        "note,pan,x\na,b,c\na,b,c\na,b,c\na,b,c\na,b,c\na,\"x, 5085000000000007\",c"
      })
  void goesByTheNameOfAColumnForACard(String csv) {
    assertThat(Shapes.ofText(csv)).contains(CARD);
    assertThat(Shapes.ofField(csv)).contains(CARD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "order_id,total,state\n4111111111111111,12,paid",
        "card_brand,order_id,total\nvisa,4111111111111111,12",
        "ean,price\n4111111111111111,12\n4111111111111112,9",
        "model;IMEI;colour\nx;4111111111111111;red\n",
        "payment_method\ttransaction id\tnote\ncredit card\t4111111111111111\tpaid by card",
        "| card type | order id |\n|---|---|\n| visa | 4111111111111111 |"
      })
  void goesByTheNameOfAColumnAgainstACard(String csv) {
    assertThat(Shapes.ofText(csv)).doesNotContain(CARD);
    assertThat(Shapes.ofField(csv)).doesNotContain(CARD);
  }

  /** Lines with commas are not a table yet. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hi, about my order\nhere you are, 4111111111111111",
        "Dear all, this is for order 17, thanks\nIt is 4111111111111111, until May, thanks"
      })
  void seesACardBelowALineThatIsNoHead(String text) {
    assertThat(Shapes.ofText(text)).contains(CARD);
  }
}
