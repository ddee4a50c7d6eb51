package dev.flowguard.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternsTest {
  @ParameterizedTest
  @CsvSource({
    "/v1/customers/**, /v1/customers, true",
    "/v1/customers/**, /v1/customers/cus_1/tax_ids/, true",
    "/v1/customers/**, /v1/customersx, false",
    "/v1/*/message, /v1/a/message, true",
    "/v1/*/message, /v1/a/b/message, false",
    "/v1/**/message, /v1/a/b/message, true",
    "/a*c, /abbc, true",
    "/a*c, /abbd, false",
    "/**, /, true",
    "/x, /, false",
  })
  void matchesPathsBySegment(String pattern, String path, boolean expected) {
    assertThat(new PathPattern(pattern).matches(path)).isEqualTo(expected);
  }

  @Test
  void matchesAPathOfManySegmentsWithManyStarsInOrdinaryTime() {
    String pattern = "/**/a".repeat(50) + "/b";

    assertThat(new PathPattern(pattern).matches("/a".repeat(2_000))).isFalse();
  }

  @Test
  void readsFormAndJsonNotationAlike() {
    assertThat(FieldPattern.parse("invoice_settings[custom_fields][*]"))
        .isEqualTo(FieldPattern.parse("invoice_settings.custom_fields.*"));
  }

  @Test
  void matchesOneFieldOrAllBelowIt() {
    FieldPattern name = FieldPattern.parse("name");
    FieldPattern address = FieldPattern.parse("address[*]");

    assertThat(name.matches(List.of("name"))).isTrue();
    assertThat(name.matches(List.of("name", "0"))).isFalse();
    assertThat(name.matches(List.of("metadata", "name"))).isFalse();
    assertThat(address.matches(List.of("address", "line1"))).isTrue();
    assertThat(address.matches(List.of("address", "0", "line1"))).isTrue();
    assertThat(address.matches(List.of("address"))).isFalse();
  }

  @Test
  void findsTheNearestWordOrNone() {
    List<String> known = List.of("policy", "processors", "rules");

    assertThat(NearestWord.to("polcy", known)).isEqualTo("policy");
    assertThat(NearestWord.to("zebra", known)).isNull();
  }
}
