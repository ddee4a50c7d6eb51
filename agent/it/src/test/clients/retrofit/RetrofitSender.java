package dev.flowguard.agent.contract;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import okhttp3.ConnectionPool;
import okhttp3.Credentials;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;
import okio.BufferedSink;
import retrofit2.Call;
import retrofit2.Callback;
import retrofit2.Response;
import retrofit2.Retrofit;
import retrofit2.http.Body;
import retrofit2.http.GET;
import retrofit2.http.HeaderMap;
import retrofit2.http.POST;
import retrofit2.http.Url;

/** Retrofit, which knows no client but OkHttp. */
final class RetrofitSender implements Sender {
  interface Api {
    @GET
    Call<ResponseBody> get(@Url String url, @HeaderMap Map<String, String> headers);

    @POST
    Call<ResponseBody> post(
        @Url String url, @HeaderMap Map<String, String> headers, @Body RequestBody body);
  }

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
    return code(call(client, request).execute());
  }

  @Override
  public int sendLater(Request request) throws Exception {
    AtomicInteger callbacks = new AtomicInteger();
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    call(client, request)
        .enqueue(
            new Callback<>() {
              @Override
              public void onFailure(Call<ResponseBody> call, Throwable e) {
                callbacks.incrementAndGet();
                answer.completeExceptionally(e);
              }

              @Override
              public void onResponse(Call<ResponseBody> call, Response<ResponseBody> response) {
                callbacks.incrementAndGet();
                answer.complete(code(response));
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
    Call<ResponseBody> call = call(client, request);
    Thread canceller =
        new Thread(
            () -> {
              LockSupport.parkNanos(500_000_000);
              call.cancel();
            });
    canceller.start();
    try {
      return code(call.execute());
    } finally {
      canceller.join();
    }
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    OkHttpClient hasty = client.newBuilder().readTimeout(millis, TimeUnit.MILLISECONDS).build();
    return code(call(hasty, request).execute());
  }

  private static Call<ResponseBody> call(OkHttpClient client, Request request) throws IOException {
    Api api =
        new Retrofit.Builder()
            .baseUrl("http://own.example.test/")
            .client(client)
            .build()
            .create(Api.class);
    return request.method().equals("GET")
        ? api.get(request.url(), request.headers())
        : api.post(request.url(), request.headers(), body(request));
  }

  private static int code(Response<ResponseBody> response) {
    ResponseBody body = response.isSuccessful() ? response.body() : response.errorBody();
    if (body != null) {
      body.close();
    }
    return response.code();
  }

  private static RequestBody body(Request request) throws IOException {
    String type = request.headers().get("Content-Type");
    MediaType media = type == null ? null : MediaType.parse(type);
    switch (request.kind()) {
      case NONE:
        return RequestBody.create(media, new byte[0]);
      case BYTES:
        return RequestBody.create(media, request.body());
      case FILE:
        File file = Files.createTempFile("body", null).toFile();
        file.deleteOnExit();
        Files.write(file.toPath(), request.body());
        return RequestBody.create(media, file);
      default:
        return new StreamedBody(media, request);
    }
  }

  private static final class StreamedBody extends RequestBody {
    private final MediaType media;
    private final Request request;

    StreamedBody(MediaType media, Request request) {
      this.media = media;
      this.request = request;
    }

    @Override
    public MediaType contentType() {
      return media;
    }

    @Override
    public long contentLength() {
      switch (request.kind()) {
        case FIXED_STREAM:
          return request.body().length;
        case LYING:
          return request.body().length + 10;
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
      sink.write(request.body(), 0, request.split());
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
  }
}
