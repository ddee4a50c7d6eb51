package dev.flowguard.agent.contract;

import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderNames;
import io.helidon.webclient.api.HttpClientRequest;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.WebClient;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Reads answers by Helidon 4's WebClient. */
final class HelidonAnswers implements AnswerReader {
  private final WebClient client =
      WebClient.builder().protocolPreference(List.of("http/1.1")).build();

  @Override
  public InputStream get(String url) throws IOException {
    HttpClientResponse answer = client.get(url).request();
    return AnswerReader.opened(
        answer.entity().inputStream(),
        answer.headers().first(HeaderNames.CONTENT_ENCODING).orElse(null));
  }

  @Override
  public byte[] post(String url, byte[] text) {
    HttpClientRequest request = client.post(url).contentType(MediaTypes.APPLICATION_JSON);
    try (HttpClientResponse answer =
        url.endsWith("chunked")
            ? request.outputStream(
                out -> {
                  out.write(text);
                  out.close();
                })
            : request.submit(text)) {
      return answer.as(byte[].class);
    }
  }
}
