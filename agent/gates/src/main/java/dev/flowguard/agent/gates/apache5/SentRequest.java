package dev.flowguard.agent.gates.apache5;

import dev.flowguard.agent.spi.Handover;
import dev.flowguard.agent.spi.WeakIdentityMap;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request that was sent while its caller was still writing its body to be held: the client's own
 * steps of sending do nothing any more.
 *
 * @param failure that the body has ended in, or null
 */
record SentRequest(@Nullable Throwable failure) {
  private static final WeakIdentityMap<Object, SentRequest> SENT =
      new WeakIdentityMap<>(lost -> {});

  /** Has a connection send the head; what is returned takes the body. */
  static OutputStream begin(
      Handover handover, ClassicHttpRequest request, HttpClientConnection connection)
      throws Throwable {
    HttpEntity own = request.getEntity();
    return handover.begin(
        () -> {
          connection.sendRequestHeader(request);
          request.setEntity(new Passing(own, handover));
          try {
            connection.sendRequestEntity(request);
          } finally {
            request.setEntity(own);
          }
        });
  }

  void keepFor(ClassicHttpRequest request) {
    SENT.put(request, this);
  }

  /** An attempt begins: what became of the one before is no longer of interest. */
  static void forget(ClassicHttpRequest request) {
    SENT.remove(request);
  }

  /** What the client sends a request to: the connection, or nothing for one that was sent. */
  static Object receiver(Object request, Object connection) {
    SentRequest sent = SENT.get(request);
    if (sent == null) {
      return connection;
    }
    return Proxy.newProxyInstance(
        HttpClientConnection.class.getClassLoader(),
        new Class<?>[] {HttpClientConnection.class},
        (proxy, method, arguments) -> {
          if (method.getName().equals("sendRequestEntity")) {
            SENT.remove(request);
            if (sent.failure != null) {
              throw sent.failure;
            }
          }
          return null;
        });
  }

  /** Stands in for the body while the connection sends it. */
  private static final class Passing extends HttpEntityWrapper {
    private final Handover handover;

    Passing(HttpEntity own, Handover handover) {
      super(own);
      this.handover = handover;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      handover.body(out);
    }
  }
}
