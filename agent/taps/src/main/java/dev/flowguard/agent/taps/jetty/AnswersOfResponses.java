package dev.flowguard.agent.taps.jetty;

import dev.flowguard.agent.spi.AnswerBodies;
import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.AnswerHead;
import dev.flowguard.agent.spi.Taps;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * Answers that handlers of Jetty 12 are writing. There is an object for each, and none of them is a
 * wrapper.
 */
final class AnswersOfResponses extends AnswerBodies<Response> {
  static final AnswersOfResponses ALL = new AnswersOfResponses();

  private AnswersOfResponses() {}

  /** The object of the server that others are wrapped around. */
  static Response innermost(Response response) {
    Response at = response;
    while (at instanceof Response.Wrapper wrapper) {
      at = wrapper.getWrapped();
    }
    return at;
  }

  @Override
  protected AnswerBody begin(Response response, Taps taps) {
    return answer(response, taps);
  }

  /** The body of an answer, through any wrappers. */
  static AnswerBody answer(Response response, Taps taps) {
    Request request = response.getRequest();
    int status = response.getStatus(); // 0 where none was set
    if (status != 0 && !isSuccess(status)) {
      return AnswerBody.NONE;
    }
    while (request instanceof Request.Wrapper wrapper) {
      request = wrapper.getWrapped();
    }
    String method = request.getMethod();
    String path = request.getHttpURI().getPath();
    if (path == null || !taps.wants(Taps.Side.RESPONSE, method, path)) {
      return AnswerBody.NONE;
    }
    HttpFields answer = response.getHeaders();
    HttpFields asked = request.getHeaders();
    return new AnswerBody(taps, method, path, new AnswerHead(answer::get, asked::get), null);
  }
}
