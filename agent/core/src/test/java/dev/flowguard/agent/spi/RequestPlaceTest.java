package dev.flowguard.agent.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestPlaceTest {
  private static String url(String host, int port, String target) {
    return new RequestPlace("POST", "https", host, port, target, null).url();
  }

  @Test
  void isTheUrlAsAClientWouldWriteIt() {
    assertThat(url("api.example", 8443, "/v1?x=y")).isEqualTo("https://api.example:8443/v1?x=y");
    assertThat(url("api.example", -1, "/v1")).isEqualTo("https://api.example/v1");
    assertThat(url("api.example", 443, "")).isEqualTo("https://api.example:443");
    assertThat(url("api.example", 443, "v1")).isEqualTo("https://api.example:443/v1");
  }

  @Test
  void hasBracketsAroundAnIpv6AddressOnce() {
    assertThat(url("::1", 443, "/")).isEqualTo("https://[::1]:443/");
    assertThat(url("[::1]", 443, "/")).isEqualTo("https://[::1]:443/");
  }

  @Test
  void anAbsoluteTargetIsTheUrl() {
    assertThat(url("proxy", 3128, "http://api.example/v1")).isEqualTo("http://api.example/v1");
  }

  @Test
  void showsNoTarget() {
    assertThat(new RequestPlace("GET", "https", "h", 1, "/secret", null).toString())
        .isEqualTo("RequestPlace[GET h]");
  }
}
