package dev.flowguard.agent.contract;

import java.io.IOException;
import java.io.InputStream;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Reads answers by OkHttp, which asks for gzip and takes it off itself. */
final class OkHttpAnswers implements AnswerReader {
  private final OkHttpClient client = new OkHttpClient();

  @Override
  public InputStream get(String url) throws IOException {
    return client.newCall(new Request.Builder().url(url).build()).execute().body().byteStream();
  }

  @Override
  public byte[] post(String url, byte[] text) throws IOException {
    Request request =
        new Request.Builder()
            .url(url)
            .post(RequestBody.create(MediaType.get("application/json"), text))
            .build();
    try (Response answer = client.newCall(request).execute()) {
      return answer.body().bytes();
    }
  }
}
