package dev.flowguard.agent.contract;

import java.net.URI;
import org.apache.hc.client5.http.fluent.Executor;
import org.apache.hc.client5.http.impl.classic.HttpClients;

/** The fluent API of HttpClient 5. */
final class Apache5FluentSender implements Sender {
  private final Executor executor =
      Executor.newInstance(
          HttpClients.custom().setConnectionManager(Apache5Entities.connections()).build());

  @Override
  public int send(Request request) throws Exception {
    org.apache.hc.client5.http.fluent.Request call =
        org.apache.hc.client5.http.fluent.Request.create(
            request.method(), URI.create(request.url()));
    request.headers().forEach(call::setHeader);
    call.body(Apache5Entities.entity(request));
    return executor.execute(call).returnResponse().getCode();
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("this client always waits");
  }
}
