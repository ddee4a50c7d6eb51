package dev.flowguard.agent.gates.jetty;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.client.HttpContent;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** In 9.4 a transport takes content from a cursor: replaces it, with one piece. */
final class HeldContent extends HttpContent {
  private final boolean hasContent;
  private final @Nullable ByteBuffer piece;
  private final boolean isLast;

  private HeldContent(boolean hasContent, @Nullable ByteBuffer piece, boolean isLast) {
    super(null);
    this.hasContent = hasContent;
    this.piece = piece;
    this.isLast = isLast;
  }

  @Override
  public boolean hasContent() {
    return hasContent;
  }

  /** The transport moves the cursor to what goes with a head. */
  @Override
  public boolean advance() {
    return hasContent && piece != null;
  }

  @Override
  public @Nullable ByteBuffer getByteBuffer() {
    return piece;
  }

  @Override
  public @Nullable ByteBuffer getContent() {
    return piece == null ? null : piece.slice();
  }

  @Override
  public boolean isLast() {
    return isLast;
  }

  @Override
  public boolean isConsumed() {
    return false;
  }

  /** The way to the network in 9.4. */
  record OnWire(Internals internals, Object sender, Object exchange, boolean hasContent)
      implements Wire {
    @Override
    public void write(boolean isHead, @Nullable ByteBuffer piece, boolean isLast, Callback callback)
        throws Throwable {
      HeldContent content = new HeldContent(hasContent, piece, isLast);
      internals.write(isHead, sender, exchange, content, callback);
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
