package dev.flowguard.agent.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HandoverTest {
  private final Handover handover = new Handover();
  private final ByteArrayOutputStream network = new ByteArrayOutputStream();

  @Test
  void theCallerWritesBetweenTheClientsOwnSteps() throws Throwable {
    OutputStream body = handover.begin(this::send);
    body.write(ascii("body"));
    handover.end(null);

    assertThat(network.toString(StandardCharsets.US_ASCII)).isEqualTo("head,body,end");
  }

  private void send() throws IOException {
    network.write(ascii("head,"));
    handover.body(network);
    network.write(ascii(",end"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aClientThatCannotBeginFailsTheCallerAtOnce() {
    IOException failure = new IOException("of the network");

    assertThatThrownBy(
            () ->
                handover.begin(
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
  }

  @Test
  void aClientThatNeverAsksForTheBodyFailsTheCaller() {
    assertThatThrownBy(() -> handover.begin(() -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("asked for no body");
  }

  @Test
  void theClientSeesTheCallersFailureWhereItWritesTheBody() throws Throwable {
    AtomicReference<Throwable> seen = new AtomicReference<>();
    handover.begin(
        () -> {
          try {
            handover.body(network);
          } catch (IOException e) {
            seen.set(e);
            throw e;
          }
        });
    IOException failure = new IOException("of the caller");
    handover.end(failure);

    assertThat(seen.get()).isSameAs(failure);
  }

  @Test
  void whatTheClientFailsWithAfterTheBodyFailsTheCaller() throws Throwable {
    IOException failure = new IOException("of the network");
    handover.begin(
        () -> {
          handover.body(network);
          throw failure;
        });

    assertThatThrownBy(() -> handover.end(null)).isSameAs(failure);
  }

  @Test
  void anInterruptOfTheCallerEndsNothingAndIsKept() throws Throwable {
    Thread.currentThread().interrupt();
    OutputStream body = handover.begin(this::send);
    body.write(ascii("body"));
    handover.end(null);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(network.toString(StandardCharsets.US_ASCII)).isEqualTo("head,body,end");
  }
}
