package dev.flowguard.agent.spi;

import dev.flowguard.agent.thread.GuardThread;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Has a caller that writes its body to be held go on to the network with it, although its client
 * begins to send only when the caller returns. A thread takes the client's own steps, up to where
 * the client has the body written, hands the client's stream to the caller, and waits there for the
 * end of the body.
 *
 * <p>The thread runs code of the client only, for as long as this body is written; the caller's
 * code stays on the caller's thread. For one body and one caller.
 */
public final class Handover {
  /** What a client does to send a request; it calls {@link #body} where the body is due. */
  public interface Steps {
    void run() throws Exception;
  }

  private final CompletableFuture<OutputStream> stream = new CompletableFuture<>();
  private final CompletableFuture<Void> bodyEnd = new CompletableFuture<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  /**
   * Has the client begin.
   *
   * @return where the caller writes its body now
   * @throws IOException what the client's steps failed with, if need be as its cause
   */
  public OutputStream begin(Steps client) throws IOException {
    try {
      return started(client);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException("flowguard: the head of a stalled body could not be sent", e);
    }
  }

  private OutputStream started(Steps client) throws Throwable {
    new GuardThread("flowguard-handover") {
      @Override
      public void run() {
        Handover.this.run(client);
      }
    }.start();
    return await(stream);
  }

  private void run(Steps client) {
    try {
      client.run();
      end.complete(null);
    } catch (Throwable e) {
      end.completeExceptionally(e);
      stream.completeExceptionally(e);
    } finally {
      // Nothing to do for a client that has handed its stream over.
      stream.completeExceptionally(new IOException("flowguard: the client asked for no body"));
    }
  }

  /** In the place of the body: returns, or fails, once and as the caller does. */
  public void body(OutputStream to) throws IOException {
    stream.complete(to);
    try {
      await(bodyEnd);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  /**
   * The caller has written its body. Waits until the client has done what it does at its end.
   *
   * @param failure that the caller's writing has ended in, or null
   * @throws Throwable what the client failed with, if the caller had not failed
   */
  public void end(@Nullable Throwable failure) throws Throwable {
    if (failure == null) {
      bodyEnd.complete(null);
      await(end);
    } else {
      bodyEnd.completeExceptionally(failure);
      end.handle((nothing, same) -> nothing).join();
    }
  }

  /** Not to be interrupted: the flag stays set for whoever looks at it next. */
  private static <T extends @Nullable Object> T await(CompletableFuture<T> of) throws Throwable {
    try {
      return of.join();
    } catch (CompletionException e) {
      throw Answers.cause(e);
    }
  }
}
