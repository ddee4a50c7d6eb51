package dev.flowguard.agent.contract;

import feign.Feign;
import feign.HeaderMap;
import feign.RequestLine;
import feign.Response;
import feign.Target;
import java.net.URI;
import java.util.Map;

/** OpenFeign as it comes: its own retryer makes up to five calls of one. */
final class FeignRetryingSender implements Sender {
  interface Api {
    @RequestLine("POST")
    Response post(URI uri, @HeaderMap Map<String, String> headers, byte[] body);
  }

  private final Api api = Feign.builder().target(Target.EmptyTarget.create(Api.class));

  @Override
  public int send(Request request) throws Exception {
    try (Response answer = api.post(URI.create(request.url()), request.headers(), request.body())) {
      return answer.status();
    }
  }

  @Override
  public int sendLater(Request request) throws Exception {
    return send(request);
  }
}
