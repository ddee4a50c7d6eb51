package dev.flowguard.agent.taps.jdkserver;

import com.sun.net.httpserver.Headers;
import dev.flowguard.agent.spi.AnswerBodies;
import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.AnswerHead;
import dev.flowguard.agent.spi.Taps;
import java.lang.reflect.Field;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Answers that handlers are writing, by the streams that they get for it. */
final class AnswersOfStreams extends AnswerBodies<Object> {
  static final AnswersOfStreams ALL = new AnswersOfStreams();

  private AnswersOfStreams() {}

  @Override
  protected @Nullable AnswerBody begin(Object stream, Taps taps)
      throws ReflectiveOperationException {
    Object exchange = exchange(Fields.WRAPPED.get(stream));
    if (exchange == null) {
      return null;
    }
    if (!isSuccess((Integer) Fields.STATUS.get(exchange))) {
      return AnswerBody.NONE;
    }
    String method = (String) Fields.METHOD.get(exchange);
    String target = ((URI) Fields.URI.get(exchange)).getRawPath();
    if (target == null || !taps.wants(Taps.Side.RESPONSE, method, target)) {
      return AnswerBody.NONE;
    }
    Headers answer = (Headers) Fields.ANSWER.get(exchange);
    Headers request = (Headers) Fields.REQUEST.get(exchange);
    return new AnswerBody(
        taps, method, target, new AnswerHead(answer::getFirst, request::getFirst), null);
  }

  /** The exchange of the stream that frames a body: there are three kinds of them. */
  private static @Nullable Object exchange(@Nullable Object framing)
      throws ReflectiveOperationException {
    for (Field each : Fields.EXCHANGES) {
      if (each.getDeclaringClass().isInstance(framing)) {
        return each.get(framing);
      }
    }
    return null; // the head was not sent
  }

  /** What is looked up by name, because these classes are not public. */
  private static final class Fields {
    private static final String PACKAGE = "sun.net.httpserver.";

    static final Field WRAPPED;
    static final Field[] EXCHANGES;
    static final Field METHOD;
    static final Field URI;
    static final Field STATUS;
    static final Field ANSWER;
    static final Field REQUEST;

    static {
      try {
        WRAPPED = open("PlaceholderOutputStream", "wrapped");
        EXCHANGES =
            new Field[] {
              open("FixedLengthOutputStream", "t"),
              open("ChunkedOutputStream", "t"),
              open("UndefLengthOutputStream", "t")
            };
        METHOD = open("ExchangeImpl", "method");
        URI = open("ExchangeImpl", "uri");
        STATUS = open("ExchangeImpl", "rcode");
        ANSWER = open("ExchangeImpl", "rspHdrs");
        REQUEST = open("ExchangeImpl", "reqHdrs");
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("sun.net.httpserver has other fields", e);
      }
    }

    private Fields() {}

    private static Field open(String type, String name) throws ReflectiveOperationException {
      Field field = Class.forName(PACKAGE + type).getDeclaredField(name);
      field.setAccessible(true);
      return field;
    }
  }
}
