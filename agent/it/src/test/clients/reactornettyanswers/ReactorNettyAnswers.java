package dev.flowguard.agent.contract;

import io.netty.buffer.Unpooled;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

/** Reads answers by Reactor Netty, which asks for gzip and takes it off itself. */
final class ReactorNettyAnswers implements AnswerReader {
  private final HttpClient client = client();

  private static HttpClient client() {
    HttpClient client = HttpClient.create().compress(true);
    if (!Sender.isHttp2()) {
      return client;
    }
    return Boolean.getBoolean("contract.upgrade")
        ? client.protocol(HttpProtocol.H2C, HttpProtocol.HTTP11)
        : client.protocol(HttpProtocol.H2C);
  }

  @Override
  public InputStream get(String url) {
    ArrivingBody body = new ArrivingBody();
    Disposable exchange =
        client
            .get()
            .uri(url)
            .responseContent()
            .asByteArray()
            .subscribe(body::add, body::fail, body::end);
    body.whenClosed(exchange::dispose);
    return body;
  }

  @Override
  public byte[] post(String url, byte[] text) {
    int half = text.length / 2;
    boolean isChunked = url.endsWith("chunked");
    return client
        .headers(
            headers -> {
              headers.set("Content-Type", "application/json");
              if (!isChunked) {
                headers.set("Content-Length", text.length);
              }
            })
        .post()
        .uri(url)
        .send(
            Flux.just(Arrays.copyOf(text, half), Arrays.copyOfRange(text, half, text.length))
                .map(Unpooled::wrappedBuffer))
        .responseContent()
        .aggregate()
        .asByteArray()
        .block(Duration.ofSeconds(20));
  }
}
