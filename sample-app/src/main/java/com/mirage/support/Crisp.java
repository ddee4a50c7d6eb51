package com.mirage.support;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.mirage.file.StoredFile;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
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
import org.springframework.stereotype.Component;

/** Crisp's REST API, over OkHttp. */
@Component
class Crisp {
  private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");

  private final OkHttpClient http = new OkHttpClient();
  private final ObjectMapper mapper;
  private final String session;
  private final String uploads;

  Crisp(ObjectMapper mapper, CrispProperties properties) {
    this.mapper = mapper;
    this.session =
        properties.api() + "/v1/website/" + properties.website() + "/conversation/session_d0cb/";
    this.uploads = properties.storage() + "/users/upload/operator/8/c/";
  }

  void message(String text) throws IOException {
    execute(messageOf(text));
  }

  /** A message of more than text. */
  void message(Object content) throws IOException {
    execute(to("message").post(json(Map.of("type", "field", "content", content))).build());
  }

  /** Compressed, as long messages are. */
  void longMessage(String text) throws IOException {
    execute(to("message").header("Content-Encoding", "gzip").post(zipped(bodyOf(text))).build());
  }

  /** The message goes out on a thread of the client's own. */
  CompletableFuture<Void> messageLater(String text) throws IOException {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    http.newCall(messageOf(text))
        .enqueue(
            new Callback() {
              @Override
              public void onFailure(Call call, IOException e) {
                sent.completeExceptionally(e);
              }

              @Override
              public void onResponse(Call call, Response response) {
                response.close();
                sent.complete(null);
              }
            });
    return sent;
  }

  void meta(Object person) throws IOException {
    execute(to("meta").patch(json(person)).build());
  }

  void upload(StoredFile file) throws IOException {
    RequestBody body =
        new MultipartBody.Builder("mirage-boundary")
            .setType(MultipartBody.FORM)
            .addFormDataPart(
                "file",
                file.name(),
                RequestBody.create(file.content(), MediaType.get(file.mediaType())))
            .build();
    execute(new Request.Builder().url(uploads + file.name()).post(body).build());
  }

  private Request messageOf(String text) throws IOException {
    return to("message").post(bodyOf(text)).build();
  }

  private RequestBody bodyOf(String text) throws IOException {
    Map<String, String> message = new TreeMap<>();
    message.put("type", "text");
    message.put("from", "operator");
    message.put("origin", "chat");
    message.put("content", text);
    return json(message);
  }

  private Request.Builder to(String what) {
    return new Request.Builder().url(session + what).header("X-Crisp-Tier", "plugin");
  }

  private RequestBody json(Object body) throws IOException {
    return RequestBody.create(mapper.writeValueAsBytes(body), JSON);
  }

  private static RequestBody zipped(RequestBody plain) {
    return new RequestBody() {
      @Override
      public MediaType contentType() {
        return JSON;
      }

      @Override
      public void writeTo(BufferedSink sink) throws IOException {
        try (BufferedSink out = Okio.buffer(new GzipSink(sink))) {
          plain.writeTo(out);
        }
      }
    };
  }

  private void execute(Request request) throws IOException {
    try (Response response = http.newCall(request).execute()) {
      if (!response.isSuccessful()) {
        throw new IOException("Crisp answers " + response.code());
      }
    }
  }
}
