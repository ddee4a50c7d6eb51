package dev.flowguard.agent.spi;

import java.lang.reflect.Proxy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Requests that a {@link Handover} has sent while their callers were still writing the bodies to be
 * held: the client's own steps of sending do nothing any more. Thread-safe. One for each copy of a
 * client, with which it can be collected.
 */
public final class SentRequests {
  private final Class<?> connection;
  private final String lastStep;

  /** What each body has ended in. */
  private final WeakIdentityMap<Object, Optional<Throwable>> sent =
      new WeakIdentityMap<>(lost -> {});

  /**
   * @param connection type of a client's connections, an interface
   * @param lastStep its method that sends the body, which fails as the body has failed
   */
  public SentRequests(Class<?> connection, String lastStep) {
    this.connection = connection;
    this.lastStep = lastStep;
  }

  /**
   * Adds a request.
   *
   * @param failure that its body has ended in, or null
   */
  public void add(Object request, @Nullable Throwable failure) {
    sent.put(request, Optional.ofNullable(failure));
  }

  /** An attempt begins: what became of the one before is no longer of interest. */
  public void forget(Object request) {
    sent.remove(request);
  }

  /** What the client sends a request to: its connection, or nothing for one that was sent. */
  public Object receiver(Object request, Object own) {
    Optional<Throwable> end = sent.get(request);
    if (end == null) {
      return own;
    }
    return Proxy.newProxyInstance(
        connection.getClassLoader(),
        new Class<?>[] {connection},
        (proxy, method, arguments) -> {
          if (method.getName().equals(lastStep)) {
            sent.remove(request);
            if (end.isPresent()) {
              throw end.get();
            }
          }
          return null;
        });
  }
}
