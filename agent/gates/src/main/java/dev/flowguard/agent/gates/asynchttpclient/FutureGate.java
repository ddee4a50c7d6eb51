package dev.flowguard.agent.gates.asynchttpclient;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import dev.flowguard.agent.spi.RequestOrigins;
import org.asynchttpclient.netty.NettyResponseFuture;
import org.asynchttpclient.uri.Uri;
import org.jspecify.annotations.Nullable;

/** Where the future of a request is made, on its caller's thread: notes who asks for it. */
public final class FutureGate implements Gate {
  private final Guard guard;

  public FutureGate(Guard guard) {
    this.guard = guard;
  }

  @Override
  public @Nullable Object filter(@Nullable Object sender, @Nullable Object made) {
    if (made instanceof NettyResponseFuture<?> future) {
      Uri uri = future.getUri();
      RequestOrigins.note(guard, future, uri.getHost(), uri.getPort(), path(uri));
    }
    return made;
  }

  private static String path(Uri uri) {
    String path = uri.getPath();
    return path == null || path.isEmpty() ? "/" : path;
  }
}
