package dev.flowguard.agent.taps.netty;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flowguard.agent.spi.Taps;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConnectionAnswersTest {
  private static final int MOST = 1_000;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final AtomicInteger opened = new AtomicInteger();

  /** Wants each answer, and counts those that begin. */
  private final Taps taps =
      (Taps)
          Proxy.newProxyInstance(
              Taps.class.getClassLoader(),
              new Class<?>[] {Taps.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("open")) {
                  opened.incrementAndGet();
                  return null;
                }
                return true;
              });

  private void ask() {
    HttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/chat");
    ConnectionAnswers.asked(channel, request, taps);
  }

  private void answer() {
    answer(HttpResponseStatus.OK);
  }

  private void answer(HttpResponseStatus status) {
    ConnectionAnswers.written(
        channel, new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status), taps);
  }

  @Test
  void tooManyRequestsWithoutAnAnswerAreReportedOnce() {
    for (int i = 0; i < MOST; i++) {
      ask();
    }
    assertThrows(IllegalStateException.class, this::ask);
    assertDoesNotThrow(this::ask);
  }

  @Test
  void noAnswerIsTakenForThatOfAnotherRequestOnceTheOrderIsLost() {
    for (int i = 0; i < MOST; i++) {
      ask();
    }
    answer();
    assertEquals(1, opened.get());
    ask();
    assertThrows(IllegalStateException.class, this::ask);
    answer();
    assertEquals(1, opened.get());
  }

  @Test
  void theRequestThatHasChangedTheProtocolIsAnsweredOnceMore() {
    ask();
    answer(HttpResponseStatus.SWITCHING_PROTOCOLS);

    Asked upgraded = ConnectionAnswers.takeUpgraded(channel);

    assertNotNull(upgraded);
    assertEquals("/chat", upgraded.target());
    assertNull(ConnectionAnswers.takeUpgraded(channel));
    assertEquals(0, opened.get());
  }

  @Test
  void aRequestThatWasAnsweredHasNotChangedTheProtocol() {
    ask();
    answer();

    assertNull(ConnectionAnswers.takeUpgraded(channel));
  }
}
