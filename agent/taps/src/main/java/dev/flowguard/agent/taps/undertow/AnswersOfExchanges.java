package dev.flowguard.agent.taps.undertow;

import dev.flowguard.agent.spi.AnswerBodies;
import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.AnswerHead;
import dev.flowguard.agent.spi.HiddenField;
import dev.flowguard.agent.spi.Taps;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import org.jspecify.annotations.Nullable;

/** Answers that applications are writing, by their exchanges. */
final class AnswersOfExchanges extends AnswerBodies<HttpServerExchange> {
  static final AnswersOfExchanges ALL = new AnswersOfExchanges();

  /** What leads from a stream, writer or channel to its exchange. */
  private static final HiddenField OWNER =
      new HiddenField(
          "exchange", "servletRequestContext", "originalResponse", "outputStream", "this$0");

  private AnswersOfExchanges() {}

  /** The answer that is written to a stream, writer or channel; null if no source captures it. */
  static @Nullable AnswerBody writtenTo(Object writer, Taps taps)
      throws ReflectiveOperationException {
    Object at = writer;
    while (at != null && !(at instanceof HttpServerExchange)) {
      at = OWNER.of(at);
    }
    return at == null ? null : ALL.of((HttpServerExchange) at, taps);
  }

  @Override
  protected AnswerBody begin(HttpServerExchange exchange, Taps taps) {
    if (!isSuccess(exchange.getStatusCode())) {
      return AnswerBody.NONE;
    }
    String method = exchange.getRequestMethod().toString();
    String path = exchange.getRequestPath();
    if (path == null || !taps.wants(Taps.Side.RESPONSE, method, path)) {
      return AnswerBody.NONE;
    }
    HeaderMap answer = exchange.getResponseHeaders();
    HeaderMap request = exchange.getRequestHeaders();
    return new AnswerBody(
        taps,
        method,
        path,
        new AnswerHead(answer::getFirst, request::getFirst),
        exchange.getResponseCharset());
  }
}
