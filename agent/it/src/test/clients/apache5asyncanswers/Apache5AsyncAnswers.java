package dev.flowguard.agent.contract;

import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Reads answers by the asynchronous client of Apache HttpClient 5. */
class Apache5AsyncAnswers implements AnswerReader {
  private final CloseableHttpAsyncClient client;

  Apache5AsyncAnswers() {
    this(HttpAsyncClients.createDefault());
  }

  Apache5AsyncAnswers(CloseableHttpAsyncClient client) {
    this.client = client;
    client.start();
  }

  @Override
  public InputStream get(String url) throws Exception {
    return start("GET", url, null);
  }

  @Override
  public byte[] post(String url, byte[] text) throws Exception {
    return start(
            "POST",
            url,
            new BasicAsyncEntityProducer(
                text, ContentType.APPLICATION_JSON, url.endsWith("chunked")))
        .readAllBytes();
  }

  private InputStream start(String method, String url, AsyncEntityProducer body) throws Exception {
    CompletableFuture<Future<?>> call = new CompletableFuture<>();
    Consumer consumer = new Consumer(call);
    call.complete(
        client.execute(
            new BasicRequestProducer(new BasicHttpRequest(method, URI.create(url)), body),
            consumer,
            null));
    Optional<EntityDetails> details = consumer.head.get(20, TimeUnit.SECONDS);
    // Since 5.6 it takes gzip off itself.
    return AnswerReader.opened(
        consumer.body, details.map(EntityDetails::getContentEncoding).orElse(null));
  }

  /** Takes all that comes. */
  private static final class Consumer implements AsyncResponseConsumer<Void> {
    final CompletableFuture<Optional<EntityDetails>> head = new CompletableFuture<>();
    final ArrivingBody body = new ArrivingBody();
    private FutureCallback<Void> callback;

    Consumer(CompletableFuture<Future<?>> call) {
      body.whenClosed(() -> call.join().cancel(true));
    }

    @Override
    public void consumeResponse(
        HttpResponse response,
        EntityDetails details,
        HttpContext context,
        FutureCallback<Void> done) {
      callback = done;
      head.complete(Optional.ofNullable(details));
      if (details == null) {
        streamEnd(null);
      }
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) {}

    @Override
    public void updateCapacity(CapacityChannel channel) throws java.io.IOException {
      channel.update(Integer.MAX_VALUE);
    }

    @Override
    public void consume(ByteBuffer bytes) {
      body.add(bytes);
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) {
      body.end();
      callback.completed(null);
    }

    @Override
    public void failed(Exception failure) {
      head.completeExceptionally(failure);
      body.fail(failure);
    }

    @Override
    public void releaseResources() {}
  }
}
