package dev.flowguard.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.weave.Client;
import dev.flowguard.agent.weave.Relocation;
import java.util.List;
import org.junit.jupiter.api.Test;

class MisfitTest {
  private static final Client OKHTTP = Client.library("okhttp", List.of("okhttp3", "okio"), null);
  private static final Client OF_JDK =
      Client.jdk("java.net.http", List.of("jdk.internal.net.http"));

  private static boolean isMisfit(Throwable error) {
    return Misfit.is(error, OKHTTP, Relocation.NONE);
  }

  @Test
  void whatTheClientLacksIsAMisfit() {
    assertThat(isMisfit(new NoClassDefFoundError("okhttp3/internal/Util"))).isTrue();
    assertThat(isMisfit(new NoSuchMethodError("'long okio.Buffer.size()'"))).isTrue();
    assertThat(
            Misfit.is(
                new NoClassDefFoundError("shaded/okhttp3/Call"),
                OKHTTP,
                new Relocation("okhttp3", "shaded/okhttp3")))
        .isTrue();
    assertThat(
            Misfit.is(
                new LinkageError("other members", new NoSuchFieldException()),
                OF_JDK,
                Relocation.NONE))
        .isTrue();
  }

  @Test
  void whatTheGuardLacksIsAFault() {
    assertThat(isMisfit(new NoClassDefFoundError("dev/flowguard/agent/event/Audit"))).isFalse();
    assertThat(isMisfit(new NoClassDefFoundError())).isFalse();
    assertThat(isMisfit(new NoSuchMethodError())).isFalse();
    assertThat(isMisfit(new StackOverflowError())).isFalse();
    assertThat(isMisfit(new IllegalStateException("okhttp3/Call"))).isFalse();
  }

  @Test
  void aClassThatCouldNotBeInitialisedIsBrokenAndNoMisfit() {
    Error again = new NoClassDefFoundError("Could not initialize class okhttp3.gate.Internals");
    assertThat(isMisfit(again)).isFalse();
    assertThat(Misfit.isBroken(again)).isTrue();
    assertThat(Misfit.isBroken(new ExceptionInInitializerError(new StackOverflowError()))).isTrue();
    assertThat(Misfit.isBroken(new NoClassDefFoundError("okhttp3/Call"))).isFalse();
  }
}
