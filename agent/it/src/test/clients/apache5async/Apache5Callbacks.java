package dev.flowguard.agent.contract;

import java.nio.charset.StandardCharsets;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.reactor.IOReactorConfig;

/** As many calls as the request says ({@code split}), each on a connection of its own. */
final class Apache5Callbacks implements Sender {
  @Override
  public int send(Request request) throws Exception {
    PoolingAsyncClientConnectionManager connections =
        PoolingAsyncClientConnectionManagerBuilder.create()
            .setMaxConnPerRoute(1_000)
            .setMaxConnTotal(1_000)
            .build();
    try (CloseableHttpAsyncClient client =
        HttpAsyncClients.custom()
            .setConnectionManager(connections)
            .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(4).build())
            .build()) {
      client.start();
      SlowCallbacks.run(request.split(), failed -> call(client, request, failed));
    }
    return 200;
  }

  private static void call(CloseableHttpAsyncClient client, Request request, Runnable failed) {
    SimpleHttpRequest call =
        SimpleRequestBuilder.post(request.url())
            .setBody(
                new String(request.body(), StandardCharsets.US_ASCII),
                ContentType.APPLICATION_FORM_URLENCODED)
            .build();
    client.execute(
        call,
        new FutureCallback<SimpleHttpResponse>() {
          @Override
          public void completed(SimpleHttpResponse response) {}

          @Override
          public void failed(Exception failure) {
            failed.run();
          }

          @Override
          public void cancelled() {}
        });
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("has one way to send");
  }
}
