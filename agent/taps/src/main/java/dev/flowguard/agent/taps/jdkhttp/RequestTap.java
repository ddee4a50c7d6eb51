package dev.flowguard.agent.taps.jdkhttp;

import dev.flowguard.agent.spi.Gate;
import dev.flowguard.agent.spi.Guard;
import jdk.internal.net.http.HttpRequestImpl;
import org.jspecify.annotations.Nullable;

/** Where the subscriber is made that sends the body of a request. */
public final class RequestTap implements Gate {
  private final Guard guard;

  public RequestTap(Guard guard) {
    this.guard = guard;
  }

  @Override
  public void after(
      @Nullable Object self,
      @Nullable Object sender,
      @Nullable Object b,
      @Nullable Object c,
      @Nullable Object returned) {
    HttpRequestImpl request = sender == null ? null : Internals.sentBy(sender);
    if (self != null && request != null) {
      Requests.begin(self, request, guard.taps());
    }
  }
}
