package dev.flowguard.rules.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {
  private static final String EMAIL = "email";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann@shop.example",
        "write to Jan.de-Boer+x@mail.co.uk today",
        "mailto:o'neil@x.org",
        "https://x.example/?u=a.b@c.de",
        "https://x.example?u=a.b@c.de",
        "gebruiker@bücher.example",
        "ann@163.com",
        "ann@4you.example",
        "ANN@SHOP.EXAMPLE",
        "Ann@Shop.Example",
        "ann@mail.shop.example.",
        "ann@shop.example: hello",
        "ann@shop.example:hunter2",
        "sip:ann@shop.example:5060",
        "ann@xn--bcher-kva.example",
        "digital.team@shop.example",
        "Ann <ann@shop.example>, git@github.com:acme/shop.git",
        "https://bob:x@host.example/ and ann@shop.example",
        "ann＠shop.example",
        "ann﹫shop.example",
        "ａｎｎ＠ｓｈｏｐ．ｅｘａｍｐｌｅ",
        "ann\u200b@shop.example",
        "ann@\u2060shop.exa\u00admple",
        "ann%40shop.example",
        "ann%2540shop.example",
        "https://x.example/?next=%2Flogin%3Femail%3Dann%40shop.example",
        "u=YUBiLmlv",
        "https://x.example/?u=YW5uQHguaW8=&v=1",
        "616e6e40782e696f",
        "Anna <anna.bergmann.of.the.old.mill.1985@shop.example>"
      })
  void seesAnAddress(String text) {
    assertThat(Shapes.of("{\"v\":\"" + text + "\"}")).contains(EMAIL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@b.io", "ann@x.org", "ann@shop.example", "jan.de.boer@mail.co.uk"})
  void seesAnAddressInAnEncodingOfAnyLength(String address) {
    byte[] bytes = address.getBytes(StandardCharsets.US_ASCII);
    String base64 = Base64.getEncoder().encodeToString(bytes);
    String base64url = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    String hex = HexFormat.of().formatHex(bytes);

    assertThat(Shapes.ofForm("v=" + base64url)).contains(EMAIL);
    assertThat(Shapes.of("{\"v\":\"" + base64 + "\"}")).contains(EMAIL);
    assertThat(Shapes.of("{\"v\":\"" + hex + "\"}")).contains(EMAIL);
    assertThat(Shapes.of("{\"v\":\"" + hex.toUpperCase(java.util.Locale.ROOT) + "\"}"))
        .contains(EMAIL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "logo@2x.png",
        "hero@2x.avif",
        "https://cdn.shop.example/img/hero@3x.webp?v=2",
        "favicon@2x.ico",
        "tile@1.5x.jxl",
        "sprite@2x.unknown",
        "photo@home.heic",
        "user@host",
        "@noor please",
        "@shop.example on Instagram",
        "@ann@social.example",
        "npm i @scope/pkg@1.2.3",
        "lib@1.2.3-rc.next",
        "lib@v2.0.beta",
        "https://cdn.example/npm/vue@3.4.21/dist/vue.js",
        "registry.example/app@sha256:9f86d081884c7d65",
        "com.acme.chat.Message@7a81197d",
        "at java.base@25/java.lang.Thread.runWith(Thread.java:1487)",
        "onClick@app.min.js:1:22",
        "render@chunk.9f86.mjs:12:5",
        "onClick@app.shop.example:1:22",
        "submit@https://app.example/x.js:1:2",
        "git@github.com:acme/shop.git",
        "ssh git@gitlab.example.com:acme/shop.git failed",
        "deploy@build.example.com:/srv/app",
        "deploy@build.example.com:releases/12",
        "scp deploy@build.example.com done",
        "ssh://git@host.example/x.git",
        "svn co svn@code.example.com",
        "this@MainActivity.onCreate",
        "*@param.name",
        "-@app.route",
        "https://abc123@o1.ingest.sentry.io/4507",
        "jdbc:postgresql://app:secret@db.shop.example:5432/x",
        "amqp://user:pass.word@mq.shop.example",
        "root@db.internal",
        "deploy@ip-10-0-0-1.eu-west-1.compute.internal",
        "pi@raspberry.local",
        "user@1000.service",
        "a @ b.com",
        "x@.com",
        "VGhpcyBpcyBub3Q=",
        "internationalization of characters",
        "deadbeefcafe0040",
        "<CAF4xEPo8p3nJ2QfGk1-7vSxW9zT5uAbCdEf@mail.shop.example>",
        "<CAKcgO=f4xEPo8p3nJ2QfGk1vSxW9zT5uAbCdEf@mail.shop.example>",
        "In-Reply-To: <20261128090012.4A3F21C05B77D@mx1.shop.example>"
      })
  void takesNothingElseWithAnAtSignForAnAddress(String text) {
    assertThat(Shapes.of("{\"v\":\"" + text + "\"}")).doesNotContain(EMAIL);
  }

  @Test
  void takesTheIdOfAMailForNoAddress() {
    assertThat(Shapes.of("{\"message_id\":\"<CAF5+abc@mail.shop.example>\"}"))
        .doesNotContain(EMAIL);
    assertThat(Shapes.ofText("Message-ID is ann@shop.example")).contains(EMAIL);
  }
}
