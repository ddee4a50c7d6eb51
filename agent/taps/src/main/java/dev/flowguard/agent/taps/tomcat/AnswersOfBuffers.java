package dev.flowguard.agent.taps.tomcat;

import dev.flowguard.agent.spi.AnswerBodies;
import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.AnswerHead;
import dev.flowguard.agent.spi.HiddenField;
import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Taps;
import org.apache.coyote.Request;
import org.apache.coyote.Response;

/**
 * Answers that applications are writing, by the buffers of Tomcat that they write to. Tomcat uses a
 * buffer again for the next answer.
 */
final class AnswersOfBuffers extends AnswerBodies<Object> {
  static final AnswersOfBuffers ALL = new AnswersOfBuffers();

  private static final HiddenField RESPONSE = new HiddenField("coyoteResponse");

  private AnswersOfBuffers() {}

  @Override
  protected AnswerBody begin(Object buffer, Taps taps) throws IllegalAccessException {
    Response response = (Response) RESPONSE.of(buffer);
    Request request = response == null ? null : response.getRequest();
    if (response == null || request == null || !isSuccess(response.getStatus())) {
      return AnswerBody.NONE;
    }
    String method = String.valueOf(request.method());
    String path = request.decodedURI().toString();
    if (path == null || !taps.wants(Taps.Side.RESPONSE, method, path)) {
      return AnswerBody.NONE;
    }
    MessageHead answer =
        name ->
            name.equalsIgnoreCase("Content-Type")
                ? response.getContentType()
                : response.getMimeHeaders().getHeader(name);
    return new AnswerBody(
        taps,
        method,
        path,
        new AnswerHead(answer, request::getHeader),
        response.getCharacterEncoding());
  }
}
