package dev.flowguard.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.api.BlockedRequestException;
import org.junit.jupiter.api.Test;

class StopReserveTest {
  @Test
  void eachRequestIsStoppedByAnExceptionOfItsOwn() {
    StopReserve reserve = new StopReserve();

    BlockedRequestException first = reserve.take();
    BlockedRequestException second = reserve.take();

    assertThat(first).isNotSameAs(second);
    assertThat(first)
        .hasMessageStartingWith("Blocked a request that could not be judged")
        .hasFieldOrPropertyWithValue("category", "not-inspected");
  }
}
