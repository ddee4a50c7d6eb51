package dev.flowguard.agent.contract;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Credentials;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;

/** Compiled against OkHttp 3.14; runs on all from 3.4 to 5. */
final class OkHttpSender implements Sender {
  private final OkHttpClient client =
      new OkHttpClient.Builder()
          .connectionPool(new ConnectionPool(1, 1, TimeUnit.MINUTES))
          .readTimeout(20, TimeUnit.SECONDS)
          .authenticator(
              (route, response) ->
                  response.request().header("Authorization") != null
                      ? null
                      : response
                          .request()
                          .newBuilder()
                          .header("Authorization", Credentials.basic("user", "word"))
                          .build())
          .build();

  @Override
  public int send(Request request) throws Exception {
    try (Response response = client.newCall(request(request)).execute()) {
      return response.code();
    }
  }

  @Override
  public int sendLater(Request request) throws Exception {
    AtomicInteger callbacks = new AtomicInteger();
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    client
        .newCall(request(request))
        .enqueue(
            new Callback() {
              @Override
              public void onFailure(Call call, IOException e) {
                callbacks.incrementAndGet();
                answer.completeExceptionally(e);
              }

              @Override
              public void onResponse(Call call, Response response) {
                callbacks.incrementAndGet();
                response.close();
                answer.complete(response.code());
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

  @Override
  public int sendAndCancel(Request request) throws Exception {
    Call call = client.newCall(request(request));
    Thread canceller =
        new Thread(
            () -> {
              LockSupport.parkNanos(500_000_000);
              call.cancel();
            });
    canceller.start();
    try (Response response = call.execute()) {
      return response.code();
    } finally {
      canceller.join();
    }
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    OkHttpClient hasty = client.newBuilder().readTimeout(millis, TimeUnit.MILLISECONDS).build();
    try (Response response = hasty.newCall(request(request)).execute()) {
      return response.code();
    }
  }

  /** Lets the connections go, so that the client's own threads end after their minute. */
  void forget() {
    client.connectionPool().evictAll();
  }

  private static okhttp3.Request request(Request request) throws IOException {
    okhttp3.Request.Builder builder = new okhttp3.Request.Builder().url(request.url());
    request.headers().forEach(builder::header);
    return builder.method(request.method(), body(request)).build();
  }

  private static RequestBody body(Request request) throws IOException {
    String type = request.headers().get("Content-Type");
    MediaType media = type == null ? null : MediaType.parse(type);
    byte[] bytes = request.body();
    switch (request.kind()) {
      case NONE:
        return request.method().equals("GET") ? null : RequestBody.create(media, new byte[0]);
      case BYTES:
        return RequestBody.create(media, bytes);
      case FILE:
        File file = Files.createTempFile("body", null).toFile();
        file.deleteOnExit();
        Files.write(file.toPath(), bytes);
        return RequestBody.create(media, file);
      case FIXED_STREAM:
      case CHUNKED_STREAM:
      case DUPLEX:
      case FAILING:
      case LYING:
      case ENDLESS:
        return new RequestBody() {
          private boolean written;

          @Override
          public MediaType contentType() {
            return media;
          }

          @Override
          public long contentLength() {
            switch (request.kind()) {
              case FIXED_STREAM:
                return bytes.length;
              case LYING:
                return bytes.length + 10;
              default:
                return -1;
            }
          }

          @Override
          public boolean isDuplex() {
            return request.kind() == Kind.DUPLEX;
          }

          @Override
          public boolean isOneShot() {
            return true;
          }

          @Override
          public void writeTo(BufferedSink sink) throws IOException {
            if (written) {
              throw new IllegalStateException("a one-shot body was written twice");
            }
            written = true;
            sink.write(bytes, 0, request.split());
            sink.flush();
            if (request.kind() == Kind.FAILING) {
              throw new IOException("the caller's own failure");
            }
            if (request.kind() == Kind.ENDLESS) {
              LockSupport.parkNanos(3_000_000_000L);
              throw new IOException("nobody has interrupted this");
            }
            Sender.rest(
                request,
                (piece, isLast) -> {
                  sink.write(piece);
                  if (!isLast) {
                    sink.flush();
                  }
                });
            if (request.kind() == Kind.DUPLEX) {
              sink.close(); // OkHttp leaves that to the caller
            }
          }
        };
      default:
        throw new UnsupportedOperationException("OkHttp writes bodies on the calling thread");
    }
  }
}
