package dev.flowguard.agent.taps.grizzly;

import dev.flowguard.agent.spi.AnswerBodies;
import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.AnswerHead;
import dev.flowguard.agent.spi.HiddenField;
import dev.flowguard.agent.spi.Taps;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.jspecify.annotations.Nullable;

/**
 * Answers that applications are writing, by the buffers of Grizzly that they write to. Grizzly uses
 * a buffer again for the next answer.
 */
final class AnswersOfBuffers extends AnswerBodies<Object> {
  static final AnswersOfBuffers ALL = new AnswersOfBuffers();

  private static final HiddenField HEADER = new HiddenField("outputHeader");

  private AnswersOfBuffers() {}

  @Override
  protected @Nullable AnswerBody begin(Object output, Taps taps) throws IllegalAccessException {
    if (!(HEADER.of(output) instanceof HttpResponsePacket response)) {
      return null; // its answer is over
    }
    HttpRequestPacket request = response.getRequest();
    if (request == null || !isSuccess(response.getStatus())) {
      return AnswerBody.NONE;
    }
    String method = request.getMethod().getMethodString();
    String path = request.getRequestURI();
    if (path == null || !taps.wants(Taps.Side.RESPONSE, method, path)) {
      return AnswerBody.NONE;
    }
    return new AnswerBody(
        taps,
        method,
        path,
        new AnswerHead(response::getHeader, request::getHeader),
        response.getCharacterEncoding());
  }
}
