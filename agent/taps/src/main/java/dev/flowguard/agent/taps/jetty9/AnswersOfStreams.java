package dev.flowguard.agent.taps.jetty9;

import dev.flowguard.agent.spi.AnswerBodies;
import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.AnswerHead;
import dev.flowguard.agent.spi.Taps;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * Answers that applications of Jetty 9.4 to 11 are writing, by their streams, which are used again
 * for the next request.
 */
final class AnswersOfStreams extends AnswerBodies<Object> {
  static final AnswersOfStreams ALL = new AnswersOfStreams();

  private AnswersOfStreams() {}

  @Override
  protected AnswerBody begin(Object stream, Taps taps) throws ReflectiveOperationException {
    Object channel = Members.CHANNEL.get(stream);
    Object answer = Members.ANSWER.invoke(channel);
    Object request = Members.REQUEST.invoke(channel);
    if (!isSuccess((Integer) Members.STATUS.invoke(answer))) {
      return AnswerBody.NONE;
    }
    String method = Requests.method(request);
    String target = Requests.target(request);
    if (target == null || !taps.wants(Taps.Side.RESPONSE, method, target)) {
      return AnswerBody.NONE;
    }
    return new AnswerBody(
        taps,
        method,
        target,
        new AnswerHead(
            name -> Requests.header(Members.HEADER, answer, name),
            name -> Requests.header(request, name)),
        null);
  }

  /** What is looked up by name, because these classes have the names of other ones in 12. */
  private static final class Members {
    static final Field CHANNEL;
    static final Method REQUEST;
    static final Method ANSWER;
    static final Method STATUS;
    static final Method HEADER;

    static {
      try {
        CHANNEL = Class.forName("org.eclipse.jetty.server.HttpOutput").getDeclaredField("_channel");
        CHANNEL.setAccessible(true);
        Class<?> channel = Class.forName("org.eclipse.jetty.server.HttpChannel");
        REQUEST = channel.getMethod("getRequest");
        ANSWER = channel.getMethod("getResponse");
        STATUS = ANSWER.getReturnType().getMethod("getStatus");
        HEADER = ANSWER.getReturnType().getMethod("getHeader", String.class);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("Jetty has other members", e);
      }
    }

    private Members() {}
  }
}
