package dev.flowguard.agent.gates.jetty;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** One exchange's way to the network: the transport's own methods, as if nothing was hooked. */
interface Wire {
  /**
   * @param isHead true to write the head along with the piece
   * @param piece null, with a head only, where no content was there yet
   */
  void write(boolean isHead, @Nullable ByteBuffer piece, boolean isLast, Callback callback)
      throws Throwable;

  /** Fails the exchange, as the application may. */
  void abort(Throwable cause);

  /** The client's own threads. */
  Executor threads();

  /** In 10 and later a transport is handed the content itself. */
  record OfBuffers(Internals internals, Object sender, Object exchange) implements Wire {
    @Override
    public void write(boolean isHead, @Nullable ByteBuffer piece, boolean isLast, Callback callback)
        throws Throwable {
      internals.write(isHead, sender, exchange, piece, isLast, callback);
    }

    @Override
    public void abort(Throwable cause) {
      internals.abort(exchange, cause);
    }

    @Override
    public Executor threads() {
      return internals.executor(sender);
    }
  }
}
