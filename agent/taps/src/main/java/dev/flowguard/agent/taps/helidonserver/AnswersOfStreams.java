package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.AnswerBodies;
import dev.flowguard.agent.spi.AnswerBody;
import dev.flowguard.agent.spi.AnswerHead;
import dev.flowguard.agent.spi.HiddenField;
import dev.flowguard.agent.spi.Taps;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers that applications are writing, by the streams of their connections; those that are
 * written at once, and events past such a stream, by the answer itself.
 */
final class AnswersOfStreams extends AnswerBodies<Object> {
  static final AnswersOfStreams ALL = new AnswersOfStreams();

  private static final HiddenField REQUEST = new HiddenField("request");
  private static final HiddenField STATUS_OF_STREAM = new HiddenField("status");
  private static final HiddenField HEADERS_OF_STREAM = new HiddenField("headers");
  private static final Getter STATUS = new Getter("status");
  private static final Getter HEADERS = new Getter("headers");
  private static final Getter CODE = new Getter("code");

  /** What a sink of events writes to. */
  private static final HiddenField TO = new HiddenField("outputStream", "ctx");

  private static final HiddenField ANSWER_OF_SINK = new HiddenField("response");

  /** By classes of streams with a buffer: the field with the stream below it. */
  private static final ClassValue<Field> UNBUFFERED =
      new ClassValue<>() {
        @Override
        protected Field computeValue(Class<?> type) {
          return unbuffered(type);
        }
      };

  private AnswersOfStreams() {}

  /** Its name depends on the version. */
  private static Field unbuffered(Class<?> type) {
    for (Field each : type.getDeclaredFields()) {
      if (each.getType().getName().endsWith("$BlockingOutputStream")) {
        each.setAccessible(true);
        return each;
      }
    }
    String missing = type.getName() + " has no stream of a connection";
    throw new LinkageError(missing, new NoSuchFieldException(missing));
  }

  /** The stream of a connection that is below one with a buffer. */
  static Object unbuffered(Object stream) throws IllegalAccessException {
    return UNBUFFERED.get(stream.getClass()).get(stream);
  }

  /** The answer that a sink of events writes to past its stream; null if it uses the stream. */
  static @Nullable Object answerOf(Object sink) throws IllegalAccessException {
    return TO.of(sink) instanceof OutputStream ? null : ANSWER_OF_SINK.of(sink);
  }

  @Override
  protected AnswerBody begin(Object answer, Taps taps) throws ReflectiveOperationException {
    boolean isStream = answer instanceof OutputStream;
    Object status = isStream ? STATUS_OF_STREAM.of(answer) : STATUS.of(answer);
    if (!isSuccess((Integer) CODE.of(status instanceof Supplier<?> now ? now.get() : status))) {
      return AnswerBody.NONE;
    }
    Object request = REQUEST.of(answer);
    Object prologue = Requests.prologue(request);
    String method = Requests.method(prologue);
    String path = Requests.path(prologue);
    if (!taps.wants(Taps.Side.RESPONSE, method, path)) {
      return AnswerBody.NONE;
    }
    Object headers = isStream ? HEADERS_OF_STREAM.of(answer) : HEADERS.of(answer);
    if (!(headers instanceof Iterable<?> all)) {
      return AnswerBody.NONE;
    }
    return new AnswerBody(
        taps, method, path, new AnswerHead(new Head(all), Requests.head(request)), null);
  }
}
