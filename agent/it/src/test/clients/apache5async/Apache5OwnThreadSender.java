package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityConsumer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.nio.support.BasicResponseConsumer;

/** Writes and ends its bodies on a thread of its own, as the client's blocking facade does. */
final class Apache5OwnThreadSender implements Sender {
  private final CloseableHttpAsyncClient client = HttpAsyncClients.createDefault();

  Apache5OwnThreadSender() {
    client.start();
  }

  @Override
  public int send(Request request) throws Exception {
    HttpClientContext context = HttpClientContext.create();
    context.setRequestConfig(
        RequestConfig.custom()
            .setExpectContinueEnabled(request.headers().containsKey("Expect"))
            .build());
    try {
      return client
          .execute(
              new BasicRequestProducer(
                  new BasicHttpRequest(request.method(), URI.create(request.url())),
                  new Body(
                      request.body(), request.headers().get("Content-Type"), new AtomicBoolean())),
              new BasicResponseConsumer<>(new BasicAsyncEntityConsumer()),
              context,
              null)
          .get(20, TimeUnit.SECONDS)
          .getHead()
          .getCode();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  @Override
  public int sendLater(Request request) throws Exception {
    return send(request);
  }

  /** Writes once, however often it is asked for more. */
  private record Body(byte[] bytes, String type, AtomicBoolean isStarted)
      implements AsyncEntityProducer {
    @Override
    public void produce(DataStreamChannel channel) {
      if (isStarted.compareAndSet(false, true)) {
        new Thread(() -> write(channel)).start();
      }
    }

    private void write(DataStreamChannel channel) {
      try {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.endStream();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public int available() {
      return 0;
    }

    @Override
    public boolean isRepeatable() {
      return false;
    }

    @Override
    public boolean isChunked() {
      return true;
    }

    @Override
    public long getContentLength() {
      return -1;
    }

    @Override
    public String getContentType() {
      return type;
    }

    @Override
    public String getContentEncoding() {
      return null;
    }

    @Override
    public Set<String> getTrailerNames() {
      return Set.of();
    }

    @Override
    public void failed(Exception cause) {}

    @Override
    public void releaseResources() {}
  }
}
