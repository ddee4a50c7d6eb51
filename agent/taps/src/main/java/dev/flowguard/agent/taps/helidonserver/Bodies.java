package dev.flowguard.agent.taps.helidonserver;

import dev.flowguard.agent.spi.HiddenField;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import org.jspecify.annotations.Nullable;

/**
 * Bodies that applications are reading, by what reads from their connections: a body and its stream
 * have it in common.
 */
final class Bodies {
  private static final HiddenField READER = new HiddenField("readEntityFunction", "bufferFunction");
  private static final HiddenField CONNECTION = new HiddenField("ctx");
  private static final Getter CONSUMED = new Getter("consumed");

  private static final WeakIdentityMap<Object, RequestBody> OPEN =
      new WeakIdentityMap<>(RequestBody::end);

  /** By connection: the body that was asked for last. */
  private static final WeakIdentityMap<Object, RequestBody> LATEST =
      new WeakIdentityMap<>(RequestBody::end);

  private Bodies() {}

  /** A request was asked for its body, which may be none. */
  static void asked(Object request, Object entity, Taps taps) throws ReflectiveOperationException {
    if ((Boolean) CONSUMED.of(entity)) {
      return;
    }
    Object reader = READER.of(entity);
    if (reader == null || OPEN.get(reader) != null) {
      return;
    }
    Object prologue = Requests.prologue(request);
    String method = Requests.method(prologue);
    String path = Requests.path(prologue);
    if (!taps.wants(Taps.Side.REQUEST, method, path)) {
      return;
    }
    RequestBody body = new RequestBody(taps, method, path, Requests.head(request));
    OPEN.put(reader, body);
    Object connection = CONNECTION.of(request);
    if (connection != null) {
      LATEST.put(connection, body);
    }
  }

  /** The body that a stream reads; null if no source captures it. */
  static @Nullable RequestBody of(Object stream) throws IllegalAccessException {
    Object reader = OPEN.isEmpty() ? null : READER.of(stream);
    return reader == null ? null : OPEN.get(reader);
  }

  /** Nothing more of a body will be read by its application. */
  static void end(Object entityOrStream) throws IllegalAccessException {
    Object reader = OPEN.isEmpty() ? null : READER.of(entityOrStream);
    RequestBody body = reader == null ? null : OPEN.remove(reader);
    if (body != null) {
      body.end();
    }
  }

  /** A connection is about to be closed. */
  static void close(Object connection) {
    RequestBody body = LATEST.remove(connection);
    if (body != null) {
      body.end();
    }
  }
}
