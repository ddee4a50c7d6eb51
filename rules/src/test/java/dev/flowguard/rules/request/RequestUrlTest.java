package dev.flowguard.rules.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestUrlTest {
  @Test
  void takesAllPartsApart() {
    RequestUrl url = RequestUrl.parse("HTTPS://ann:pw@Shop.Example:8443/a/b%20c?q=1&r=2#top");

    assertThat(url)
        .isEqualTo(
            new RequestUrl("https", "ann:pw", "Shop.Example", 8443, "/a/b%20c", "q=1&r=2", "top"));
  }

  @Test
  void knowsTheSchemesOwnPort() {
    assertThat(RequestUrl.parse("https://a.example").port()).isEqualTo(443);
    assertThat(RequestUrl.parse("ws://a.example/x").port()).isEqualTo(80);
    assertThat(RequestUrl.parse("gopher://a.example").port()).isEqualTo(-1);
  }

  @Test
  void keepsTheBracketsOfAnIpv6Literal() {
    assertThat(RequestUrl.parse("http://[::1]:9000/").host()).isEqualTo("[::1]");
    assertThat(RequestUrl.parse("http://[::1]/").port()).isEqualTo(80);
  }

  @Test
  void takesTheHostAfterTheLastAtSign() {
    assertThat(RequestUrl.parse("https://own.example@api.stripe.com/").host())
        .isEqualTo("api.stripe.com");
    assertThat(RequestUrl.parse("https://api.stripe.com@own.example@x.example/").host())
        .isEqualTo("x.example");
  }

  @Test
  void endsTheHostAtABackslash() {
    assertThat(RequestUrl.parse("https://api.stripe.com\\.own.example/").host())
        .isEqualTo("api.stripe.com");
  }

  @Test
  void readsAQueryDirectlyAfterTheHost() {
    RequestUrl url = RequestUrl.parse("https://a.example?q=/x#/y?z");

    assertThat(url.path()).isEqualTo("/");
    assertThat(url.query()).isEqualTo("q=/x");
    assertThat(url.fragment()).isEqualTo("/y?z");
  }

  @Test
  void neverThrowsOnBrokenUrls() {
    for (String broken :
        new String[] {"", "://", "http://", "https://:99999999999/", "%", "a:b", "?", "#"}) {
      assertThat(RequestUrl.parse(broken).path()).startsWith("/");
    }
  }

  @Test
  void printsNoHostPathOrQuery() {
    assertThat(RequestUrl.parse("https://secret.example/secret?secret#secret"))
        .hasToString("RequestUrl[https, host of 14 chars, port 443, path of 7 chars]");
  }
}
