package dev.flowguard.rules.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashedContactTest {
  private static final String HASHED = "hashed-contact";
  private static final String HEX =
      "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b";
  private static final String BASE64 = "lz3+Rj7IV4X1+Vr1ujkG7tstkxwk5pgkqJ6mXbpOgTs=";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "em",
        "email",
        "email_sha256",
        "sha256_email_address",
        "sha256EmailAddress",
        "hashedEmail",
        "user_mail",
        "hem",
        "ph",
        "hashed_phone",
        "sha256_phone_number",
        "telefoonnummer"
      })
  void seesAHashInAFieldNamedAfterAContact(String field) {
    assertThat(Shapes.of("{\"user_data\":{\"" + field + "\":\"" + HEX + "\"}}")).contains(HASHED);
    assertThat(Shapes.of("{\"" + field + "\":[\"" + BASE64 + "\"]}")).contains(HASHED);
    assertThat(Shapes.of("{\"" + field + "\":{\"value\":\"" + BASE64.replace("=", "") + "\"}}"))
        .contains(HASHED);
    assertThat(Shapes.ofForm("up." + field + "=" + HEX)).contains(HASHED);
  }

  @Test
  void seesAHashInTheListOfGooglesTag() {
    String base64url = BASE64.replace('+', '-').replace('/', '_').replace("=", "");

    assertThat(Shapes.ofForm("en=x&em=tv.1~em." + base64url)).contains(HASHED);
    assertThat(Shapes.ofForm("em=tv.1~fn." + base64url + "~pn." + base64url)).contains(HASHED);
    assertThat(Shapes.ofForm("em=tv.1~e0.1")).doesNotContain(HASHED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transaction_id",
        "user_id",
        "checksum",
        "item",
        "system",
        "email_template_checksum",
        "phone_firmware",
        "emblem"
      })
  void takesNoOtherHashForOneOfAContact(String field) {
    assertThat(Shapes.of("{\"" + field + "\":\"" + HEX + "\"}")).doesNotContain(HASHED);
    assertThat(Shapes.of("{\"" + field + "\":[\"" + HEX + "\"]}")).doesNotContain(HASHED);
  }

  @Test
  void takesNoOtherValueForAHash() {
    assertThat(Shapes.of("{\"email_template\":\"welcome\"}")).doesNotContain(HASHED);
    assertThat(Shapes.of("{\"em\":\"" + HEX.substring(1) + "\"}")).doesNotContain(HASHED);
    assertThat(Shapes.of("{\"em\":\"z" + HEX.substring(1) + "\"}")).doesNotContain(HASHED);
  }
}
