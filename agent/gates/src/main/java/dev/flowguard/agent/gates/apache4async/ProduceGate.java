package dev.flowguard.agent.gates.apache4async;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import java.io.IOException;
import org.apache.http.impl.nio.DefaultNHttpClientConnection;
import org.apache.http.nio.NHttpClientEventHandler;
import org.apache.http.nio.protocol.HttpAsyncClientExchangeHandler;
import org.jspecify.annotations.Nullable;

/** Where the client has the body produced: into memory, while the connection holds. */
public final class ProduceGate implements Gate {
  public ProduceGate(Guard guard) {}

  @Override
  public @Nullable Object answer(
      @Nullable Object executor,
      @Nullable Object self,
      @Nullable Object encoder,
      @Nullable Object unused)
      throws IOException {
    if (!(encoder instanceof Recorder recorder)
        || !(self instanceof DefaultNHttpClientConnection connection)
        || !(executor instanceof NHttpClientEventHandler client)) {
      return null;
    }
    HttpAsyncClientExchangeHandler handler = Internals.handler(connection.getContext());
    Exchange exchange = recorder.exchange();
    if (!exchange.isRecording()) {
      exchange.suspend(connection);
      return true;
    }
    if (handler == null || Internals.awaitsWord(connection.getContext())) {
      return null; // the client's own to say
    }
    if (recorder.hasStalled()) {
      exchange.recorded(connection, recorder);
      return true;
    }
    recorder.producing(true);
    try {
      handler.produceContent(recorder, connection);
    } catch (RuntimeException e) {
      client.exception(connection, e); // as the connection would
      return true;
    } catch (Error e) {
      client.exception(connection, new IOException("the request's content failed", e));
      return true;
    } finally {
      recorder.producing(false);
    }
    exchange.recorded(connection, recorder);
    return true;
  }
}
