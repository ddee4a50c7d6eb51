package dev.flowguard.agent.contract;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.redirect.RedirectConfig;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpRequestWriter;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.stream.StreamMessage;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Armeria with the resolver of the JDK. */
final class ArmeriaSender implements Sender {
  private final ClientFactory factory =
      ClientFactory.builder()
          .addressResolverGroupFactory(group -> DefaultAddressResolverGroup.INSTANCE)
          .useHttp2Preface(false)
          .connectTimeoutMillis(20_000)
          .build();
  private final WebClient client = client(60_000);

  private WebClient client(int responseTimeout) {
    return WebClient.builder()
        .factory(factory)
        .responseTimeoutMillis(responseTimeout)
        .followRedirects(
            RedirectConfig.builder()
                .allowAllDomains()
                .allowProtocols(SessionProtocol.HTTP, SessionProtocol.HTTPS)
                .build())
        .build();
  }

  @Override
  public int send(Request request) throws Exception {
    return await(start(client, request));
  }

  @Override
  public int sendLater(Request request) throws Exception {
    AtomicInteger ends = new AtomicInteger();
    try {
      return start(client, request)
          .aggregate()
          .whenComplete((answer, failure) -> ends.incrementAndGet())
          .get(65, TimeUnit.SECONDS)
          .status()
          .code();
    } catch (ExecutionException e) {
      if (ends.get() != 1) {
        throw new IllegalStateException("ended " + ends + " times", e);
      }
      throw e;
    }
  }

  @Override
  public int sendAndCancel(Request request) throws Exception {
    HttpRequest call = request(request);
    CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS).execute(call::abort);
    return await(client.execute(call));
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    return await(start(client(millis), request));
  }

  private static int await(HttpResponse answer) throws Exception {
    try {
      return answer.aggregate().get(65, TimeUnit.SECONDS).status().code();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
    }
  }

  private static HttpResponse start(WebClient client, Request request) throws IOException {
    return client.execute(request(request));
  }

  private static HttpRequest request(Request request) throws IOException {
    String url = request.url();
    String protocol = url.startsWith("http:") ? "h1c" : Sender.isHttp2() ? "h2" : "h1";
    RequestHeadersBuilder head =
        RequestHeaders.builder(
            HttpMethod.valueOf(request.method()), protocol + url.substring(url.indexOf(':')));
    request.headers().forEach((name, value) -> head.set(name, value));
    return request(head, request);
  }

  private static HttpRequest request(RequestHeadersBuilder head, Request request)
      throws IOException {
    byte[] body = request.body();
    HttpData first = HttpData.wrap(Arrays.copyOf(body, request.split()));
    HttpData second = HttpData.wrap(Arrays.copyOfRange(body, request.split(), body.length));
    switch (request.kind()) {
      case NONE:
        return HttpRequest.of(head.build());
      case BYTES:
        return HttpRequest.of(head.build(), HttpData.wrap(body));
      case FIXED_STREAM:
        head.setInt("content-length", body.length);
        return HttpRequest.of(head.build(), StreamMessage.of(first, second));
      case CHUNKED_STREAM:
        return HttpRequest.of(head.build(), StreamMessage.of(first, second));
      case FILE:
        Path file = Files.createTempFile("body", null);
        file.toFile().deleteOnExit();
        Files.write(file, body);
        return HttpRequest.of(head.build(), StreamMessage.of(file));
      case ASYNCHRONOUS:
        HttpRequestWriter later = HttpRequest.streaming(head.build());
        later.write(first);
        Sender.restLater(
            request,
            (piece, isLast) -> {
              later.write(HttpData.wrap(piece));
              if (isLast) {
                later.close();
              }
            });
        return later;
      case FAILING:
        HttpRequestWriter failing = HttpRequest.streaming(head.build());
        failing.write(first);
        failing.close(new IOException("the caller's own failure"));
        return failing;
      case LYING:
        head.setInt("content-length", body.length + 10);
        return HttpRequest.of(head.build(), StreamMessage.of(first, second));
      case ENDLESS:
        HttpRequestWriter endless = HttpRequest.streaming(head.build());
        endless.write(first);
        return endless;
      default:
        throw new UnsupportedOperationException("no duplex bodies");
    }
  }
}
