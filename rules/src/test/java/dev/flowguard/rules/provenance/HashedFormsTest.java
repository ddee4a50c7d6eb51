package dev.flowguard.rules.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.payload.Layers;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.vocabulary.Match;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HashedFormsTest {
  private final ProtectedContent content = new ProtectedContent();

  private static byte[] sha256(String value) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
  }

  private boolean isKnown(String value) {
    Location field = Location.of(Location.Kind.JSON).child("user_id");
    Leaf leaf = new Leaf.Text(field, Layers.NONE, value, false);
    Payload payload = new Payload(List.of(leaf), Inspection.COMPLETE);
    return !content
        .match(payload, Thresholds.STRUCTURED, Set.of("sha256"), OwnWords.NONE)
        .isEmpty();
  }

  private void capture(String value) {
    content.capture("personal-identifier", Match.WORDS, "test", value, null, null);
  }

  @Test
  void anAddressIsKnownByItsHashInEachEncodingAndAnyField() throws Exception {
    capture("Ann.Smith@Shop.example");
    byte[] digest = sha256("ann.smith@shop.example");
    String hex = HexFormat.of().formatHex(digest);
    String base64url = Base64.getUrlEncoder().withoutPadding().encodeToString(digest);

    assertThat(isKnown(hex)).isTrue();
    assertThat(isKnown(hex.toUpperCase(Locale.ROOT))).isTrue();
    assertThat(isKnown(Base64.getEncoder().encodeToString(digest))).isTrue();
    assertThat(isKnown(base64url)).isTrue();
    assertThat(isKnown("tv.1~em." + base64url + "~e0.1")).isTrue();
  }

  @Test
  void anAddressOfGooglesMailIsKnownWithoutPointsAndSuffix() throws Exception {
    capture("Ann.Smith+shop@gmail.com");

    assertThat(isKnown(HexFormat.of().formatHex(sha256("annsmith@gmail.com")))).isTrue();
    assertThat(isKnown(HexFormat.of().formatHex(sha256("annsmith+shop@gmail.com")))).isTrue();
  }

  @Test
  void aTelephoneNumberIsKnownByItsDigits() throws Exception {
    capture("+31 (6) 1234-5678");

    assertThat(isKnown(HexFormat.of().formatHex(sha256("+31612345678")))).isTrue();
    assertThat(isKnown(HexFormat.of().formatHex(sha256("31612345678")))).isTrue();
  }

  @Test
  void noOtherHashIsKnown() throws Exception {
    capture("ann.smith@shop.example");

    assertThat(isKnown(HexFormat.of().formatHex(sha256("annsmith@shop.example")))).isFalse();
    assertThat(isKnown(Base64.getEncoder().encodeToString(sha256("user 4711")))).isFalse();
  }
}
