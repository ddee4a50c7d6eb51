package dev.flowguard.agent.taps.jetty;

import dev.flowguard.agent.spi.HeaderLists;
import dev.flowguard.agent.spi.SocketMessages;
import dev.flowguard.agent.spi.Tap;
import dev.flowguard.agent.spi.Taps;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.websocket.core.Behavior;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;

/** WebSockets of servers, by the sessions of the core. */
final class Sockets {
  private static final int LAST_OF_MESSAGES = 2;

  private static final SocketMessages MESSAGES = new SocketMessages();

  /** Of a class of objects that take frames, the field with the session that they belong to. */
  private static final ClassValue<Field> SESSION =
      new ClassValue<>() {
        @Override
        protected Field computeValue(Class<?> type) {
          try {
            Field field = type.getDeclaredField("this$0");
            field.setAccessible(true);
            return field;
          } catch (NoSuchFieldException e) {
            throw new LinkageError("Jetty has other fields", e);
          }
        }
      };

  private Sockets() {}

  /** A socket is about to open. */
  static void opened(CoreSession session, Object request, Taps taps)
      throws ReflectiveOperationException {
    if (MESSAGES.areWanted(taps, session.getRequestURI().toString())) {
      MESSAGES.opened(session, headers(request));
    }
  }

  /** All headers: the request is used again, or refers to the session. */
  private static HeaderLists headers(Object request) throws ReflectiveOperationException {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (Request.class.isInterface()) {
      for (HttpField field : ((Request) request).getHeaders()) {
        headers.computeIfAbsent(field.getName(), name -> new ArrayList<>()).add(field.getValue());
      }
    } else {
      addOfServlet(request, headers);
    }
    return new HeaderLists(headers);
  }

  /** In 10 and 11, by one of two servlet APIs. */
  private static void addOfServlet(Object request, Map<String, List<String>> headers)
      throws ReflectiveOperationException {
    Method values = request.getClass().getMethod("getHeaders", String.class);
    Enumeration<?> names =
        (Enumeration<?>) request.getClass().getMethod("getHeaderNames").invoke(request);
    while (names.hasMoreElements()) {
      String name = (String) names.nextElement();
      @SuppressWarnings("unchecked") // as the servlet API declares it
      Enumeration<String> all = (Enumeration<String>) values.invoke(request, name);
      headers.put(name, Collections.list(all));
    }
  }

  /** A frame has come. */
  static void received(Object incoming, Frame frame, Taps taps) throws IllegalAccessException {
    CoreSession session = (CoreSession) SESSION.get(incoming.getClass()).get(incoming);
    if (session.getBehavior() != Behavior.SERVER || frame.getOpCode() > LAST_OF_MESSAGES) {
      return;
    }
    Tap tap = MESSAGES.of(session, session, taps, session.getRequestURI().toString());
    if (tap != null) {
      ByteBuffer payload = frame.getPayload();
      if (payload != null) {
        tap.add(payload);
      }
      if (frame.isFin()) {
        MESSAGES.end(session);
      }
    }
  }
}
