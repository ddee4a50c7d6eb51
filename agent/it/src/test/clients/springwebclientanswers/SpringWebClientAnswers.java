package dev.flowguard.agent.contract;

import java.io.InputStream;
import java.time.Duration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.netty.http.client.HttpClient;

/** Reads answers by WebClient on Reactor Netty, which takes gzip off. */
final class SpringWebClientAnswers implements AnswerReader {
  private final WebClient client =
      WebClient.builder()
          .clientConnector(new ReactorClientHttpConnector(HttpClient.create().compress(true)))
          .build();

  @Override
  public InputStream get(String url) {
    ArrivingBody body = new ArrivingBody();
    Disposable exchange =
        client
            .get()
            .uri(url)
            .retrieve()
            .bodyToFlux(DataBuffer.class)
            .map(SpringWebClientAnswers::bytes)
            .subscribe(body::add, body::fail, body::end);
    body.whenClosed(exchange::dispose);
    return body;
  }

  private static byte[] bytes(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }

  @Override
  public byte[] post(String url, byte[] text) {
    return client
        .post()
        .uri(url)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(text)
        .retrieve()
        .bodyToMono(byte[].class)
        .block(Duration.ofSeconds(20));
  }
}
