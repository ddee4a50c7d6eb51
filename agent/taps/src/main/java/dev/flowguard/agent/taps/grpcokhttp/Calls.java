package dev.flowguard.agent.taps.grpcokhttp;

import dev.flowguard.agent.spi.Authority;
import dev.flowguard.agent.spi.MessageHead;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Calls that are on their way, by the states of their streams. */
final class Calls {
  private static final WeakIdentityMap<Object, Calls> OPEN = new WeakIdentityMap<>(Calls::close);

  /** Of an authority without one, which has TLS unless the caller asked for clear text. */
  private static final int HTTPS = 443;

  private static final MessageHead HEAD =
      name -> name.equalsIgnoreCase("Content-Type") ? "application/grpc" : null;

  private static final VarHandle STREAM;
  private static final VarHandle AUTHORITY;

  static {
    try {
      Class<?> stream = Class.forName("io.grpc.okhttp.OkHttpClientStream");
      Class<?> state = Class.forName("io.grpc.okhttp.OkHttpClientStream$TransportState");
      STREAM =
          MethodHandles.privateLookupIn(state, MethodHandles.lookup())
              .findVarHandle(state, "this$0", stream);
      AUTHORITY =
          MethodHandles.privateLookupIn(stream, MethodHandles.lookup())
              .findVarHandle(stream, "authority", String.class);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("io.grpc.okhttp.OkHttpClientStream has other fields", e);
    }
  }

  private final Authority authority;
  private final String path;

  // Guarded by this.
  private @Nullable Tap request;
  private @Nullable Tap answer;
  private boolean hasAnswer;

  private Calls(Authority authority, String path) {
    this.authority = authority;
    this.path = path;
  }

  /** A call begins, if some source captures it. */
  static void begin(Object state, String path, Taps taps) {
    String named = (String) AUTHORITY.get(STREAM.get(state));
    if (named == null) {
      return;
    }
    Calls call = new Calls(Authority.of(named), path);
    boolean hasRequest = call.isWanted(taps, Taps.Side.REQUEST);
    if (hasRequest || call.isWanted(taps, Taps.Side.RESPONSE)) {
      if (hasRequest) {
        call.request = call.open(taps, Taps.Side.REQUEST);
      }
      OPEN.put(state, call);
    }
  }

  private int port() {
    return authority.port() < 0 ? HTTPS : authority.port();
  }

  private boolean isWanted(Taps taps, Taps.Side side) {
    return taps.wantsExchange(side, authority.host(), port(), path);
  }

  private @Nullable Tap open(Taps taps, Taps.Side side) {
    return taps.openExchange(side, authority.host(), port(), path, HEAD);
  }

  /** The call of a stream; null if no source captures it. */
  static @Nullable Calls of(@Nullable Object state) {
    return state == null ? null : OPEN.get(state);
  }

  /** The answer begins. */
  synchronized void answers(Taps taps) {
    if (!hasAnswer && isWanted(taps, Taps.Side.RESPONSE)) {
      answer = open(taps, Taps.Side.RESPONSE);
    }
    hasAnswer = true;
  }

  synchronized void sends(Buffer frame) throws IOException {
    if (request != null) {
      add(frame, request);
    }
  }

  synchronized void receives(Buffer frame) throws IOException {
    if (answer != null) {
      add(frame, answer);
    }
  }

  private static void add(Buffer frame, Tap tap) throws IOException {
    frame.copyTo(
        new OutputStream() {
          @Override
          public void write(int b) {
            tap.add(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            tap.add(bytes, offset, length);
          }
        },
        0,
        frame.size());
  }

  /** The request is complete. */
  synchronized void endRequest() {
    if (request != null) {
      request.end();
      request = null;
    }
  }

  /** Nothing more of a call comes. */
  static void end(Object state) {
    Calls call = OPEN.remove(state);
    if (call != null) {
      call.close();
    }
  }

  private synchronized void close() {
    endRequest();
    if (answer != null) {
      answer.end();
      answer = null;
    }
  }
}
