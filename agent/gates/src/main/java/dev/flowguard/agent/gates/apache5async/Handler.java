package dev.flowguard.agent.gates.apache5async;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** The caller's handler as the connection sees it; it fails and is released once. */
abstract class Handler implements AsyncClientExchangeHandler {
  final AsyncClientExchangeHandler caller;

  private final AtomicBoolean hasFailed = new AtomicBoolean();
  private final AtomicBoolean isReleased = new AtomicBoolean();

  Handler(AsyncClientExchangeHandler caller) {
    this.caller = caller;
  }

  /** Nothing is to be held any more. */
  abstract void end();

  /** The failure that the caller would have seen, had nothing been held. */
  abstract Exception asWithoutUs(Exception cause);

  final boolean hasEnded() {
    return hasFailed.get() || isReleased.get();
  }

  @Override
  public final void failed(Exception cause) {
    if (hasFailed.compareAndSet(false, true)) {
      end();
      caller.failed(asWithoutUs(cause));
    }
  }

  @Override
  public final void cancel() {
    end();
    caller.cancel();
  }

  @Override
  public final void releaseResources() {
    if (isReleased.compareAndSet(false, true)) {
      end();
      caller.releaseResources();
    }
  }

  @Override
  public final void consumeInformation(HttpResponse response, HttpContext context)
      throws HttpException, IOException {
    caller.consumeInformation(response, context);
  }

  @Override
  public final void consumeResponse(
      HttpResponse response, @Nullable EntityDetails body, HttpContext context)
      throws HttpException, IOException {
    caller.consumeResponse(response, body, context);
  }

  @Override
  public final void updateCapacity(CapacityChannel channel) throws IOException {
    caller.updateCapacity(channel);
  }

  @Override
  public final void consume(ByteBuffer source) throws IOException {
    caller.consume(source);
  }

  @Override
  public final void streamEnd(@Nullable List<? extends Header> trailers)
      throws HttpException, IOException {
    caller.streamEnd(trailers);
  }
}
