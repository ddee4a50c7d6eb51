package dev.flowguard.agent.taps.jetty;

import dev.flowguard.agent.spi.AnswerBodies;
import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.HiddenField;
import dev.flowguard.agent.spi.Taps;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * Answers that servlets on Jetty 12 are writing, by their streams, which are used again for the
 * next request. There is a class of streams for each edition of the servlet API.
 */
final class AnswersOfServlets extends AnswerBodies<Object> {
  static final AnswersOfServlets ALL = new AnswersOfServlets();

  private static final HiddenField CHANNEL = new HiddenField("_servletChannel");
  private static final HiddenField RESPONSE = new HiddenField("_response");

  private AnswersOfServlets() {}

  @Override
  protected @Nullable AnswerBody begin(Object stream, Taps taps) throws IllegalAccessException {
    Object channel = CHANNEL.of(stream);
    if (channel == null || !(RESPONSE.of(channel) instanceof Response response)) {
      return null;
    }
    // What leaves the buffer of the stream passes the server below it, compressed or not.
    AnswersOfResponses.ALL.leaveOut(AnswersOfResponses.innermost(response));
    return AnswersOfResponses.answer(response, taps);
  }
}
