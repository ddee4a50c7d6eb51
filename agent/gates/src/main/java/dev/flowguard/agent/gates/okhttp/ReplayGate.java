package dev.flowguard.agent.gates.okhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * Where OkHttp has its caller's body write itself to the network: the held bytes go out instead.
 * The caller's request and body stay what listeners and responses show.
 */
public final class ReplayGate implements Gate {
  public ReplayGate(Guard guard) {}

  @Override
  public @Nullable Object filter(@Nullable Object chain, @Nullable Object body) {
    Recording recording = chain == null ? null : Recording.takeFor(chain);
    return recording == null || !(body instanceof RequestBody original)
        ? body
        : new HeldRequestBody(original, recording);
  }

  /** Replaces the caller's body for one call of {@code writeTo}. */
  private static final class HeldRequestBody extends RequestBody {
    private final RequestBody original;
    private final Recording recording;

    HeldRequestBody(RequestBody original, Recording recording) {
      this.original = original;
      this.recording = recording;
    }

    @Override
    public @Nullable MediaType contentType() {
      return original.contentType();
    }

    @Override
    public long contentLength() throws IOException {
      return original.contentLength();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      try {
        recording.replay(sink);
      } finally {
        recording.release();
      }
    }
  }
}
