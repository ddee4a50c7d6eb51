package dev.flowguard.agent.contract;

import dev.flowguard.api.Flowguard;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An application that allows a host, in the way that the path names. */
class AllowingSender implements Sender {
  private static final String REASON = "webhook that the user has set up";

  private final Sender real;

  AllowingSender() {
    this(new JdkHttpSender());
  }

  AllowingSender(Sender real) {
    this.real = real;
  }

  /** By a client that sends on the thread of its caller. */
  static final class Blocking extends AllowingSender {
    Blocking() {
      super(new UrlConnectionSender());
    }
  }

  @Override
  public int send(Request request) throws Exception {
    return sent(request, () -> real.send(request));
  }

  @Override
  public int sendLater(Request request) throws Exception {
    return sent(request, () -> real.sendLater(request));
  }

  private static int sent(Request request, Callable<Integer> send) throws Exception {
    String body = new String(request.body(), StandardCharsets.UTF_8);
    Flowguard.protect("chat-conversation", body.substring(body.indexOf('=') + 1).replace('+', ' '));
    URI url = URI.create(request.url());
    switch (url.getPath()) {
      case "/inside":
        try (Flowguard.Allowance allowance = Flowguard.allow(url.getHost(), REASON)) {
          return send.call();
        }
      case "/other":
        try (Flowguard.Allowance allowance = Flowguard.allow("hooks.example.org", REASON)) {
          return send.call();
        }
      case "/nested":
        try (Flowguard.Allowance allowance = Flowguard.allow(url.getHost(), REASON)) {
          Flowguard.allow("hooks.example.org", REASON).close();
          return send.call();
        }
      case "/elsewhere":
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (Flowguard.Allowance allowance = Flowguard.allow(url.getHost(), REASON)) {
          return executor.submit(send).get();
        } catch (ExecutionException e) {
          throw (Exception) e.getCause();
        } finally {
          executor.shutdown();
        }
      case "/closed-elsewhere":
        Flowguard.Allowance open = Flowguard.allow(url.getHost(), REASON);
        CompletableFuture.runAsync(open::close).get();
        return send.call();
      case "/pattern":
        Flowguard.allow("*.example.org", REASON);
        return send.call();
      default:
        Flowguard.allow(url.getHost(), REASON).close();
        return send.call();
    }
  }
}
