package dev.flowguard.sample;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;

/** The support desk: Crisp's REST API over OkHttp. */
final class Support {
  private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");
  private static final String SITE = "/v1/website/8c84/conversation/session_d0cb/";

  private final OkHttpClient client = new OkHttpClient();
  private final String api;
  private final String storage;

  Support(int port) {
    api = "https://api.crisp.chat:" + port;
    storage = "https://storage.crisp.chat:" + port;
  }

  String message(String json) throws IOException {
    return execute(post(api + SITE + "message", RequestBody.create(json, JSON)));
  }

  String meta(String json) throws IOException {
    return execute(
        new Request.Builder()
            .url(api + SITE + "meta")
            .patch(RequestBody.create(json, JSON))
            .build());
  }

  String zipped(String json) throws IOException {
    RequestBody gzip =
        new RequestBody() {
          @Override
          public MediaType contentType() {
            return JSON;
          }

          @Override
          public void writeTo(BufferedSink sink) throws IOException {
            try (BufferedSink out = Okio.buffer(new GzipSink(sink))) {
              out.writeUtf8(json);
            }
          }
        };
    Request request = post(api + SITE + "message", gzip);
    return execute(request.newBuilder().header("Content-Encoding", "gzip").build());
  }

  String file(byte[] bytes) throws IOException {
    RequestBody body =
        new MultipartBody.Builder("mirage-boundary")
            .setType(MultipartBody.FORM)
            .addFormDataPart(
                "file", "q3.pdf", RequestBody.create(bytes, MediaType.get("application/pdf")))
            .build();
    return execute(post(storage + "/users/upload/operator/8/c/q3.pdf", body));
  }

  /** The message goes out on a thread of the client's own. */
  String messageLater(String json) throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    client
        .newCall(post(api + SITE + "message", RequestBody.create(json, JSON)))
        .enqueue(
            new Callback() {
              @Override
              public void onFailure(Call call, IOException e) {
                answer.completeExceptionally(e);
              }

              @Override
              public void onResponse(Call call, Response response) {
                answer.complete(String.valueOf(response.code()));
                response.close();
              }
            });
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static Request post(String url, RequestBody body) {
    return new Request.Builder().url(url).post(body).header("X-Crisp-Tier", "plugin").build();
  }

  private String execute(Request request) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      return String.valueOf(response.code());
    }
  }
}
