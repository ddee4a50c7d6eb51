package dev.flowguard.agent.taps.grpcokhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import io.grpc.okhttp.internal.framed.Header;
import java.util.List;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Where the head of an answer has come, or the trailers after its messages. */
public final class AnswerTap implements Gate {
  private static final ByteString SUCCESS = ByteString.encodeUtf8("2");

  private final Guard guard;

  public AnswerTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void before(
      @Nullable Object self, @Nullable Object headers, @Nullable Object isEnd, @Nullable Object c) {
    Calls call = Calls.of(self);
    if (call == null || !(headers instanceof List<?> list)) {
      return;
    }
    for (Object each : list) {
      if (each instanceof Header header
          && header.name.equals(Header.RESPONSE_STATUS)
          && header.value.startsWith(SUCCESS)) {
        call.answers(guard.taps());
      }
    }
  }
}
