package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that change the protocol: they come by HTTP/1.1, and their answers leave by HTTP/2. The
 * client of the JDK asks for that with the first request of each connection.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class UpgradedServerIT extends ServerContract {
  private static final List<String> READS = List.of("whole", "stream");
  private static final List<String> WRITES = List.of("full", "pieces", "sse");

  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Stream.concat(
        ArmeriaServerIT.subjects(READS, WRITES), VertxServerIT.subjects(READS, WRITES).skip(1));
  }

  @Override
  Subject subject() {
    return subject;
  }

  @Override
  String send(int port, String path, Map<String, String> headers, byte[] body, boolean isChunked)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .POST(
                isChunked
                    ? HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    try {
      HttpResponse<byte[]> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      return new String(answer.body(), StandardCharsets.UTF_8);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
