package dev.flowguard.agent.taps.apache5async;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/** Where the head of an answer is there, of HTTP/2. */
public final class Http2AnswerTap implements Gate {
  private final Guard guard;

  public Http2AnswerTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
    if (self == null || !(a instanceof List<?> fields)) {
      return;
    }
    String status = value(fields, ":status");
    if (status != null && status.length() == 3 && status.charAt(0) != '1') {
      boolean hasBody = Boolean.FALSE.equals(b);
      int code = status.charAt(0) == '2' ? 200 : 500;
      Bodies.answer(self, code, hasBody, name -> value(fields, name), guard.taps());
    }
  }

  private static @Nullable String value(List<?> fields, String name) {
    for (Object each : fields) {
      if (each instanceof Header field && field.getName().equalsIgnoreCase(name)) {
        return field.getValue();
      }
    }
    return null;
  }
}
