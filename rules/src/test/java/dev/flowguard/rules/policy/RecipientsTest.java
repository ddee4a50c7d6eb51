package dev.flowguard.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipientsTest {
  private final Recipients recipients = Recipients.of(Policy.builtIn());

  private String recipient(String host, int port, String path, @Nullable String query) {
    Recipient recipient = recipients.of(host, port, path, query);
    if (recipient instanceof Recipient.Declared declared) {
      return declared.processor().id();
    }
    return recipient == Recipient.FIRST_PARTY ? "first-party" : "undeclared";
  }

  @ParameterizedTest
  @CsvSource({
    "api.stripe.com, stripe",
    "API.Stripe.COM., stripe",
    "meter-events.stripe.com, stripe",
    "stripe.com, stripe",
    "evilstripe.com, undeclared",
    "stripe.com.evil.example, undeclared",
    "api-stripe.com, undeclared",
    "client.relay.crisp.chat, crisp",
    "crisp.chat.example, undeclared",
    "crispmedia.com, undeclared",
    "region1.google-analytics.com, google-analytics",
    "region1.analytics.google.com, google-analytics",
    "google.com, undeclared",
    "inference.mirage-studio.io, first-party",
    "mirage-studio.io, first-party",
    "mirage-studio.io.example, undeclared",
    "minio.internal, first-party",
    "localhost, first-party",
    "app.localhost, first-party",
    "127.0.0.1, first-party",
    "127.1, first-party",
    "2130706433, first-party",
    "0x7f.1, first-party",
    "[::1], first-party",
    "[::ffff:127.0.0.1], first-party",
    "10.1.2.3, first-party",
    "192.168.0.9, first-party",
    "[fd00::1], first-party",
    "172.32.0.1, undeclared",
    "8.8.8.8, undeclared",
    "10.example, undeclared",
  })
  void tellsHostsApart(String host, String expected) {
    assertThat(recipient(host, 443, "/", null)).isEqualTo(expected);
  }

  @Test
  void knowsAnalyticsBehindAnOwnDomainByItsSignature() {
    assertThat(recipient("t.shop.example", 443, "/x/g/collect", "v=2&tid=G-ABC"))
        .isEqualTo("google-analytics");
    assertThat(recipient("t.shop.example", 443, "/mp/collect", "measurement_id=G-1&x=y"))
        .isEqualTo("google-analytics");
    assertThat(recipient("t.shop.example", 443, "/g/collect", "tid=UA-1")).isEqualTo("undeclared");
    assertThat(recipient("t.shop.example", 443, "/g/collect", null)).isEqualTo("undeclared");
    assertThat(recipient("t.shop.example", 443, "/g/collect", "xtid=G-1")).isEqualTo("undeclared");
  }

  @Test
  void putsADeclaredPlaceBeforeFirstParty() {
    assertThat(recipient("metrics.mirage-studio.io", 443, "/g/collect", null))
        .isEqualTo("google-analytics");
    assertThat(recipient("metrics.mirage-studio.io", 443, "/other", null)).isEqualTo("first-party");
  }

  @Test
  void readsInternationalNamesInTheirAsciiForm() {
    assertThat(recipient("api.ⓢtripe.com", 443, "/", null)).isEqualTo("stripe");
    assertThat(recipient("bücher.example", 443, "/", null)).isEqualTo("undeclared");
  }

  @Test
  void survivesAFloodOfNames() {
    for (int i = 0; i < 20_000; i++) {
      assertThat(recipient("h" + i + ".example", 443, "/", null)).isEqualTo("undeclared");
    }
    assertThat(recipient("api.stripe.com", 443, "/", null)).isEqualTo("stripe");
  }
}
