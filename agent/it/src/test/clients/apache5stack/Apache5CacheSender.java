package dev.flowguard.agent.contract;

import java.net.URI;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.cache.CachingHttpClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** HttpClient 5 with its cache. */
final class Apache5CacheSender implements Sender {
  private final CloseableHttpClient client =
      CachingHttpClients.custom().setConnectionManager(Apache5Entities.connections()).build();

  @Override
  public int send(Request request) throws Exception {
    HttpUriRequestBase call = new HttpUriRequestBase(request.method(), URI.create(request.url()));
    request.headers().forEach(call::setHeader);
    call.setEntity(Apache5Entities.entity(request));
    try (CloseableHttpResponse response = client.execute(call)) {
      EntityUtils.consume(response.getEntity());
      return response.getCode();
    }
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("this client always waits");
  }
}
