package dev.flowguard.agent.contract;

import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.asynchttpclient.AsyncHandler;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClientConfig;
import org.asynchttpclient.HttpResponseBodyPart;
import org.asynchttpclient.HttpResponseStatus;
import org.asynchttpclient.ListenableFuture;
import org.asynchttpclient.RequestBuilder;

/** Reads answers by AsyncHttpClient 2 or 3, which takes gzip off. */
final class AsyncHttpClientAnswers implements AnswerReader {
  private final AsyncHttpClient client =
      new DefaultAsyncHttpClient(
          new DefaultAsyncHttpClientConfig.Builder()
              .setCompressionEnforced(true)
              .setMaxRequestRetry(0)
              .build());

  @Override
  public InputStream get(String url) {
    ArrivingBody body = new ArrivingBody();
    ListenableFuture<Void> exchange =
        client.executeRequest(
            new RequestBuilder("GET").setUrl(url).build(),
            new AsyncHandler<Void>() {
              @Override
              public State onStatusReceived(HttpResponseStatus status) {
                return State.CONTINUE;
              }

              @Override
              public State onHeadersReceived(HttpHeaders headers) {
                return State.CONTINUE;
              }

              @Override
              public State onBodyPartReceived(HttpResponseBodyPart part) {
                body.add(part.getBodyPartBytes());
                return State.CONTINUE;
              }

              @Override
              public void onThrowable(Throwable failure) {
                body.fail(failure);
              }

              @Override
              public Void onCompleted() {
                body.end();
                return null;
              }
            });
    body.whenClosed(() -> exchange.cancel(true));
    return body;
  }

  @Override
  public byte[] post(String url, byte[] text) throws Exception {
    RequestBuilder request =
        new RequestBuilder("POST").setUrl(url).setHeader("Content-Type", "application/json");
    if (url.endsWith("chunked")) {
      request.setBody(new ByteArrayInputStream(text));
    } else {
      request.setBody(text);
    }
    return client
        .executeRequest(request.build())
        .get(20, TimeUnit.SECONDS)
        .getResponseBodyAsBytes();
  }
}
