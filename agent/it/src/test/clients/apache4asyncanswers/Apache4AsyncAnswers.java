package dev.flowguard.agent.contract;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.http.Header;
import org.apache.http.HttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.entity.ContentType;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClients;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.client.methods.AsyncByteConsumer;
import org.apache.http.nio.client.methods.HttpAsyncMethods;
import org.apache.http.nio.entity.NByteArrayEntity;
import org.apache.http.protocol.HttpContext;

/** Reads answers by Apache HttpAsyncClient 4. */
final class Apache4AsyncAnswers implements AnswerReader {
  private final CloseableHttpAsyncClient client = HttpAsyncClients.createDefault();

  Apache4AsyncAnswers() {
    client.start();
  }

  @Override
  public InputStream get(String url) throws Exception {
    return start(new HttpGet(url));
  }

  @Override
  public byte[] post(String url, byte[] text) throws Exception {
    NByteArrayEntity entity = new NByteArrayEntity(text, ContentType.APPLICATION_JSON);
    entity.setChunked(url.endsWith("chunked"));
    HttpPost request = new HttpPost(url);
    request.setEntity(entity);
    return start(request).readAllBytes();
  }

  private InputStream start(HttpUriRequest request) throws Exception {
    CompletableFuture<HttpResponse> head = new CompletableFuture<>();
    CompletableFuture<Future<?>> call = new CompletableFuture<>();
    ArrivingBody body = new ArrivingBody();
    body.whenClosed(() -> call.join().cancel(true));
    call.complete(
        client.execute(
            HttpAsyncMethods.create(request),
            new AsyncByteConsumer<Void>() {
              @Override
              protected void onResponseReceived(HttpResponse response) {
                head.complete(response);
              }

              @Override
              protected void onByteReceived(ByteBuffer bytes, IOControl control) {
                body.add(bytes);
              }

              @Override
              protected Void buildResult(HttpContext context) {
                body.end();
                return null;
              }
            },
            new FutureCallback<Void>() {
              @Override
              public void completed(Void result) {}

              @Override
              public void failed(Exception failure) {
                head.completeExceptionally(failure);
                body.fail(failure);
              }

              @Override
              public void cancelled() {}
            }));
    Header encoding = head.get(20, TimeUnit.SECONDS).getFirstHeader("Content-Encoding");
    return AnswerReader.opened(body, encoding == null ? null : encoding.getValue());
  }
}
