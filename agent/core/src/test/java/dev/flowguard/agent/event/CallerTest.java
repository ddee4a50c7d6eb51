package dev.flowguard.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTest {
  @AfterEach
  void forget() {
    Caller.know(List.of(), List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.netty.channel.Channel",
        "okhttp3.RealCall",
        "reactor.core.publisher.Mono",
        "org.apache.http.impl.Client",
        "com.acme.shaded.io.netty.channel.Channel",
        "io.grpc.netty.shaded.io.netty.channel.Channel",
        "java.lang.Thread",
        "jdk.internal.net.http.Exchange",
        "dev.flowguard.agent.gates.netty.WriteGate",
        "com.acme.$Proxy3",
        "com.acme.Shop$$SpringCGLIB$$0",
      })
  void framesOfLibrariesAreNotTheApplications(String className) {
    Caller.know(
        List.of("io.netty", "okhttp3", "reactor", "org.apache.http", "org.apache.hc"), List.of());

    assertThat(Caller.isApplication(className)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.acme.Shop",
        "io.nettyshop.Shop",
        "com.acme.reactor.Plant",
        "org.apache.httpd.Shop",
        "Shop",
        "dev.flowguard.agent.contract.Sender",
      })
  void otherFramesAre(String className) {
    Caller.know(List.of("io.netty", "reactor", "org.apache.http"), List.of());

    assertThat(Caller.isApplication(className)).isTrue();
  }

  @Test
  void aSettingSaysWhichPackagesAreTheApplications() {
    Caller.know(List.of("io.netty", "com.stripe"), List.of("com.stripe.internal", "com.acme"));

    assertThat(Caller.isApplication("com.stripe.internal.Desk")).isTrue();
    assertThat(Caller.isApplication("com.acme.Shop")).isTrue();
    assertThat(Caller.isApplication("com.acmeother.Shop")).isFalse();
    assertThat(Caller.isApplication("com.other.Shop")).isFalse();
    assertThat(Caller.here()).isEmpty();
  }
}
