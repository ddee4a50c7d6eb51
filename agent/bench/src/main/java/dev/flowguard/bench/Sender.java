package dev.flowguard.bench;

import io.netty.buffer.Unpooled;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import okhttp3.Dispatcher;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import reactor.core.publisher.Mono;

/** Posts a body with one client and returns the status of the answer. Safe for many threads. */
interface Sender {
  int MOST_CONNECTIONS = 256;

  Duration TIME = Duration.ofSeconds(30);

  int post(String url, byte[] body) throws Exception;

  /** By the name of the client. */
  Map<String, Supplier<Sender>> ALL =
      Map.of(
          "OkHttp", Sender::okHttp,
          "java.net.http", Sender::jdk,
          "HttpURLConnection", () -> Sender::urlConnection,
          "Apache HttpClient 5", Sender::apache,
          "Reactor Netty", Sender::reactorNetty);

  private static Sender okHttp() {
    Dispatcher dispatcher = new Dispatcher();
    OkHttpClient client = new OkHttpClient.Builder().dispatcher(dispatcher).build();
    return (url, body) -> {
      RequestBody typed = RequestBody.create(body, MediaType.get(Bodies.type(body)));
      Request request = new Request.Builder().url(url).post(typed).build();
      try (Response response = client.newCall(request).execute()) {
        return response.code();
      }
    };
  }

  private static Sender jdk() {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    return (url, body) -> {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url))
              .header("Content-Type", Bodies.type(body))
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    };
  }

  private static int urlConnection(String url, byte[] body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setDoOutput(true);
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Content-Type", Bodies.type(body));
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    }
    return connection.getResponseCode();
  }

  private static Sender apache() {
    CloseableHttpClient client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(MOST_CONNECTIONS)
                    .setMaxConnPerRoute(MOST_CONNECTIONS)
                    .build())
            .build();
    return (url, body) -> {
      HttpPost post = new HttpPost(url);
      post.setEntity(new ByteArrayEntity(body, ContentType.create(Bodies.type(body))));
      return client.execute(post, response -> response.getCode());
    };
  }

  private static Sender reactorNetty() {
    reactor.netty.http.client.HttpClient client =
        reactor.netty.http.client.HttpClient.create(
                reactor.netty.resources.ConnectionProvider.create("bench", MOST_CONNECTIONS))
            // Its own resolver does not read the file of hosts.
            .resolver(DefaultAddressResolverGroup.INSTANCE);
    return (url, body) ->
        client
            .headers(headers -> headers.set("Content-Type", Bodies.type(body)))
            .post()
            .uri(url)
            .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
            .responseSingle(
                (response, content) -> content.then(Mono.just(response.status().code())))
            .block(TIME);
  }
}
