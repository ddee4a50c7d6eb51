package dev.flowguard.agent.contract;

import feign.Client;
import feign.Feign;
import feign.HeaderMap;
import feign.Request.Options;
import feign.RequestLine;
import feign.Response;
import feign.Retryer;
import feign.Target;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** OpenFeign on the client whose module is there, else on its own, {@code HttpURLConnection}. */
final class FeignSender implements Sender {
  interface Api {
    @RequestLine("GET")
    Response get(URI uri, @HeaderMap Map<String, String> headers);

    @RequestLine("POST")
    Response post(URI uri, @HeaderMap Map<String, String> headers, byte[] body);

    @RequestLine("POST")
    Response post(URI uri, @HeaderMap Map<String, String> headers);
  }

  private final Client client = client();

  FeignSender() {
    Authenticator.setDefault(
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication("user", "word".toCharArray());
          }
        });
  }

  private static Client client() {
    for (String module : List.of("feign.okhttp.OkHttpClient", "feign.http2client.Http2Client")) {
      try {
        return (Client) Class.forName(module).getDeclaredConstructor().newInstance();
      } catch (ClassNotFoundException e) {
        // Another module, or none.
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(module, e);
      }
    }
    return new Client.Default(null, null);
  }

  @Override
  public int send(Request request) throws Exception {
    return sendWithin(request, 20_000);
  }

  @Override
  public int sendWithin(Request request, int millis) throws Exception {
    Api api =
        Feign.builder()
            .client(client)
            // Feign's own retryer sends whatever failed five times.
            .retryer(Retryer.NEVER_RETRY)
            .options(new Options(10, TimeUnit.SECONDS, millis, TimeUnit.MILLISECONDS, true))
            .target(Target.EmptyTarget.create(Api.class));
    URI uri = URI.create(request.url());
    Map<String, String> headers = request.headers();
    try (Response answer =
        request.method().equals("GET")
            ? api.get(uri, headers)
            : request.kind() == Kind.NONE
                ? api.post(uri, headers)
                : api.post(uri, headers, request.body())) {
      if (answer.body() != null) {
        answer.body().asInputStream().readAllBytes();
      }
      return answer.status();
    }
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("Feign's calls wait");
  }
}
