package dev.flowguard.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.detect.Secret;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintsTest {
  @ParameterizedTest(name = "a key of {0} bytes")
  @ValueSource(ints = {1, 20, 32, 63, 64, 65, 131})
  void isTheHmacOfThePlatform(int length) throws Exception {
    byte[] key = new byte[length];
    new Random(length).nextBytes(key);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    byte[] text = "Quixotic herons".getBytes();

    String fingerprint = Fingerprints.of(key).of(Secret.of(text));

    byte[] expected = Arrays.copyOf(mac.doFinal(text), Fingerprints.BYTES);
    assertThat(fingerprint).isEqualTo(HexFormat.of().formatHex(expected));
  }

  @Test
  void isTheTruncatedOneOfRfc4231() { // section 4.6
    byte[] key = new byte[20];
    Arrays.fill(key, (byte) 0x0c);

    String fingerprint = Fingerprints.of(key).of(Secret.of("Test With Truncation"));

    assertThat(fingerprint).isEqualTo("a3b6167473100ee06e0c796c2955552b");
  }
}
