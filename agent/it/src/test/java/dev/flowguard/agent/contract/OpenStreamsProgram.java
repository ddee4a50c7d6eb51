package dev.flowguard.agent.contract;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * An application with many open streams of another service: for each request it asks for one more,
 * reads all that comes, and keeps it open.
 */
abstract class OpenStreamsProgram implements ServerProgram {
  /** Where that service is. */
  static final String MODEL = "Model-At";

  private final List<InputStream> open = new ArrayList<>();

  /** The stream before, and what is still to come of it. */
  private InputStream before = InputStream.nullInputStream();

  private List<byte[]> later = List.of();

  /** Asks for a stream. */
  abstract InputStream ask(URI url) throws IOException, InterruptedException;

  @Override
  public int start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
    return server.getAddress().getPort();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    StreamedText text = StreamedText.of(path);
    String leakTo = exchange.getRequestHeaders().getFirst(ServedApplication.LEAK_TO);
    String answer =
        leakTo == null
            ? opened(URI.create(exchange.getRequestHeaders().getFirst(MODEL) + path), text)
            : ServedApplication.outcome(leakTo, text.text().getBytes(StandardCharsets.UTF_8));
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String opened(URI url, StreamedText text) throws IOException {
    try {
      InputStream asked = ask(url);
      InputStream in =
          url.getPath().startsWith(HeldStreams.GZIP) ? new GZIPInputStream(asked) : asked;
      open.add(in);
      read(text.events(), in);
      read(later, before);
      before = in;
      later = text.laterEvents();
      return "open";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static void read(List<byte[]> events, InputStream from) throws IOException {
    for (byte[] event : events) {
      from.readNBytes(new byte[event.length], 0, event.length); // not a byte more
    }
  }

  /** By the client of the JDK. */
  static final class Jdk extends OpenStreamsProgram {
    private final HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Override
    InputStream ask(URI url) throws IOException, InterruptedException {
      return client
          .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofInputStream())
          .body();
    }
  }

  /** By OkHttp. */
  static final class OkHttp extends OpenStreamsProgram {
    private final OkHttpClient client = new OkHttpClient();

    @Override
    InputStream ask(URI url) throws IOException {
      // It takes the encoding off itself unless the application asks for it.
      Request request =
          new Request.Builder()
              .url(url.toString())
              .header("Accept-Encoding", "gzip, identity")
              .build();
      return client.newCall(request).execute().body().byteStream();
    }
  }
}
