package dev.flowguard.agent.contract;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.http.HttpHost;
import org.apache.http.entity.ContentType;
import org.apache.http.nio.entity.NByteArrayEntity;
import org.elasticsearch.client.RequestOptions;
import org.elasticsearch.client.Response;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.ResponseListener;
import org.elasticsearch.client.RestClient;

/** The low-level REST client of Elasticsearch 7 and 8, one for each host. */
final class ElasticsearchSender implements Sender {
  private static final int MOST_SECONDS = 25;

  private RestClient client;
  private HttpHost of;

  @Override
  public int send(Request request) throws Exception {
    Thread caller = Thread.currentThread();
    CountDownLatch end = new CountDownLatch(1);
    AtomicBoolean isLost = new AtomicBoolean();
    Thread watchdog = new Thread(() -> interruptAfter(end, caller, isLost), "watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
    try {
      return perform(request);
    } finally {
      end.countDown();
      watchdog.join();
      if (isLost.get()) {
        Thread.interrupted();
        of = null; // the pool would wait for the lost request
      }
    }
  }

  /** The client waits for ever where a connection closes just as it begins a request on it. */
  private static void interruptAfter(CountDownLatch end, Thread caller, AtomicBoolean isLost) {
    try {
      if (!end.await(MOST_SECONDS, TimeUnit.SECONDS)) {
        isLost.set(true);
        caller.interrupt();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private int perform(Request request) throws Exception {
    URI url = URI.create(request.url());
    try {
      return client(url).performRequest(request(request, url)).getStatusLine().getStatusCode();
    } catch (ResponseException e) {
      return e.getResponse().getStatusLine().getStatusCode();
    }
  }

  @Override
  public int sendLater(Request request) throws Exception {
    URI url = URI.create(request.url());
    AtomicInteger callbacks = new AtomicInteger();
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    client(url)
        .performRequestAsync(
            request(request, url),
            new ResponseListener() {
              @Override
              public void onSuccess(Response response) {
                callbacks.incrementAndGet();
                answer.complete(response.getStatusLine().getStatusCode());
              }

              @Override
              public void onFailure(Exception failure) {
                callbacks.incrementAndGet();
                answer.completeExceptionally(failure);
              }
            });
    try {
      return answer.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (callbacks.get() != 1) {
        throw new IllegalStateException("called back " + callbacks + " times", e);
      }
      throw e;
    }
  }

  private synchronized RestClient client(URI url) throws Exception {
    HttpHost host = new HttpHost(url.getHost(), url.getPort(), url.getScheme());
    if (!host.equals(of)) {
      if (client != null) {
        client.close();
      }
      of = host;
      client =
          RestClient.builder(host)
              .setHttpClientConfigCallback(
                  each ->
                      each.useSystemProperties()
                          .disableAuthCaching()
                          .setMaxConnTotal(1)
                          .setMaxConnPerRoute(1))
              .setRequestConfigCallback(each -> each.setSocketTimeout(20_000))
              .build();
    }
    return client;
  }

  private static org.elasticsearch.client.Request request(Request request, URI url) {
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    org.elasticsearch.client.Request made =
        new org.elasticsearch.client.Request(request.method(), url.getRawPath() + query);
    RequestOptions.Builder options = RequestOptions.DEFAULT.toBuilder();
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (!name.equals("Content-Type")) {
                options.addHeader(name, value);
              }
            });
    made.setOptions(options);
    if (request.kind() == Kind.BYTES) {
      String type = request.headers().get("Content-Type");
      NByteArrayEntity entity =
          new NByteArrayEntity(request.body(), type == null ? null : ContentType.parse(type));
      made.setEntity(entity);
    }
    return made;
  }
}
