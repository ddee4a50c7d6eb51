package dev.flowguard.agent.contract;

import java.util.concurrent.TimeUnit;
import kong.unirest.HttpRequest;
import kong.unirest.HttpRequestWithBody;
import kong.unirest.HttpResponse;
import kong.unirest.Unirest;
import kong.unirest.UnirestInstance;

/** Unirest 3. */
final class Unirest3Sender implements Sender {
  private final UnirestInstance client = Unirest.spawnInstance();

  Unirest3Sender() {
    client
        .config()
        .concurrency(1, 1)
        .socketTimeout(20_000)
        .connectTimeout(20_000)
        .useSystemProperties(true);
  }

  @Override
  public int send(Request request) throws Exception {
    return request(request).asBytes().getStatus();
  }

  @Override
  public int sendLater(Request request) throws Exception {
    HttpResponse<byte[]> response = request(request).asBytesAsync().get(20, TimeUnit.SECONDS);
    return response.getStatus();
  }

  private HttpRequest<?> request(Request request) throws Exception {
    HttpRequestWithBody made = client.request(request.method(), request.url());
    request.headers().forEach(made::header);
    switch (request.kind()) {
      case NONE:
        return made;
      case BYTES:
        return made.body(request.body());
      default:
        throw new UnsupportedOperationException("bodies are bytes, text or multipart");
    }
  }
}
