package dev.flowguard.agent.contract;

import java.util.concurrent.TimeUnit;
import kong.unirest.core.HttpRequest;
import kong.unirest.core.HttpRequestWithBody;
import kong.unirest.core.HttpResponse;
import kong.unirest.core.Unirest;
import kong.unirest.core.UnirestInstance;

/** Unirest 4. */
final class Unirest4Sender implements Sender {
  private final UnirestInstance client = Unirest.spawnInstance();

  Unirest4Sender() {
    client.config().connectTimeout(20_000);
    if (Sender.isHttp2()) {
      // Unless it is told the versions of TLS, java.net.http does not offer HTTP/2 to the server.
      client.config().protocols("TLSv1.2", "TLSv1.3");
    }
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
