package dev.flowguard.rules.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumberTest {
  private static final String PHONE = "phone";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+31 6 1234 5678",
        "call +14155552671 now",
        "call +1 415-555-2671.",
        "0049 30 901820",
        "(415) 555-2671",
        "415-555-2671",
        "1-415-555-2671",
        "1 (415) 555-2671",
        "1 415 555 2671",
        "tel:0612345678",
        "Tel.: 06 1234 5678",
        "phone=0612345678",
        "https://www.shop.example/?phone=0612345678&x=1",
        "my mobile number is 0612345678",
        "Handy 0171 2345678",
        "+44 (0)20 7946 0958",
        "+31\u20096\u20091234\u20095678",
        "+31\u202f6\u202f1234\u202f5678",
        "+49‑30‑90182000",
        "＋３１６１２３４５６７８",
        "+３１ ６ １２３４ ５６７８",
        "+31\u200b612345678",
        "電話は09012345678です",
        "+3545812345",
        "+298123456"
      })
  void seesATelephoneNumber(String text) {
    assertThat(Shapes.of("{\"v\":\"" + text + "\"}")).contains(PHONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user_phone",
        "phone_number",
        "phoneNumber",
        "userPhone",
        "customer-mobile",
        "mobile",
        "mobileNo",
        "PHONE",
        "tel",
        "home_tel",
        "msisdn",
        "whatsapp_number",
        "telefoonnummer",
        "gsm",
        "gsm_nummer",
        "Telefon",
        "telefonnummer",
        "handy",
        "handynummer",
        "mobil",
        "rufnummer",
        "telefono",
        "teléfono_móvil",
        "celular",
        "telefone",
        "numero_de_telephone",
        "numéroTéléphone",
        "tel_portable",
        "portable",
        "cellulare",
        "puhelinnumero",
        "tlf",
        "cep_telefonu",
        "телефон",
        "電話番号",
        "手机号",
        "Kontakttelefon",
        "festnetzrufnummer",
        "fon",
        "telefon_komórkowy",
        "so_dien_thoai",
        "no_telp",
        "نمبر_فون",
        "شماره_تلفن",
        "מספר_נייד",
        "telefone_contato"
      })
  void seesANumberInAFieldNamedAfterTelephones(String field) {
    assertThat(Shapes.of("{\"" + field + "\":\"0612345678\"}")).contains(PHONE);
    assertThat(Shapes.of("{\"" + field + "\":[\"0612345678\"]}")).contains(PHONE);
    assertThat(Shapes.of("{\"" + field + "\":{\"value\":31612345678}}")).contains(PHONE);
    assertThat(Shapes.of("{\"" + field + "\":\"０６１２３４５６７８\"}")).contains(PHONE);
  }

  @Test
  void seesANumberInAFormFieldNamedAfterTelephones() {
    assertThat(Shapes.ofForm("metadata[user_phone]=0612345678")).contains(PHONE);
    assertThat(Shapes.ofForm("ep.phone=0612345678")).contains(PHONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "headphones_sku",
        "headphone",
        "microphoneId",
        "microphone_latency_ns",
        "smartphone",
        "smart_phone",
        "iphone",
        "xylophone_serial",
        "mobile_app_version",
        "mobileAppBuild",
        "mobile_os_build",
        "is_mobile_since",
        "phone_model",
        "phone_case_sku",
        "phoneVerifiedAt",
        "phone_price",
        "telemetry",
        "hotel",
        "telefon_modell",
        "smarttelefon",
        "fonds",
        "telefonladen",
        "portability_score",
        "gsm_cell_tower",
        "handyman_job",
        "automobile"
      })
  void takesNoOtherFieldForOneOfTelephones(String field) {
    assertThat(Shapes.of("{\"" + field + "\":\"10023456\"}")).doesNotContain(PHONE);
    assertThat(Shapes.of("{\"" + field + "\":1716045727000}")).doesNotContain(PHONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"transaction_id", "orderNumber", "invoice_no", "sku", "ticket"})
  void takesNoIdOfThreeGroupsForATelephone(String field) {
    assertThat(Shapes.of("{\"" + field + "\":\"234-567-8901\"}")).doesNotContain(PHONE);
    assertThat(Shapes.of("{\"" + field + "\":\"1-234-567-8901\"}")).doesNotContain(PHONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0612345678",
        "1716045727",
        "2026-11-24 12:00:00",
        "order 123-456-7890-12",
        "192.168.100.200",
        "+12",
        "+12345678",
        "+123456789",
        "+1234567890",
        "+98765432",
        "+12 345 678",
        "1+12345678",
        "GS1.1.1716045727.1.0.1716045727.0.0.0",
        "112345678.987654321",
        "+52.370216",
        "+4.89516812",
        "00123456-78901",
        "0012-3456-7890",
        "Tue, 24 Nov 2026 12:00:00 +1030",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "110bcd25-a55d-453a-8046-1297901ea002",
        "headphones: 10023456",
        "phone 14, 10023456",
        "iPhone 10023456",
        "2024 1130 0917"
      })
  void takesNoOtherDigitsForATelephone(String text) {
    assertThat(Shapes.of("{\"v\":\"" + text + "\"}")).doesNotContain(PHONE);
  }
}
