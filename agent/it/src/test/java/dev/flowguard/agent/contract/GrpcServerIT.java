package dev.flowguard.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** gRPC-Java on Netty, under its own name and renamed: each message, before the call ends. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class GrpcServerIT extends ServerContract {
  private static final int PREFIX = 5;
  private static final int FIRST_FIELD_A_TEXT = 0x0a;

  @Parameter Subject subject;

  static Stream<Subject> subjects() {
    return Stream.of(
        new Subject(grpc("grpc-netty", "1.60.1"), Jdks.all().get(0)),
        new Subject(grpc("grpc-netty", "1.85.1"), Jdks.all().get(0)),
        new Subject(grpc("grpc-netty-shaded", "1.85.1"), Jdks.all().get(0)),
        new Subject(grpc("grpc-netty-shaded", "1.85.1"), Jdks.newest()));
  }

  private static TestServerProgram grpc(String artifact, String version) {
    return new TestServerProgram(
        artifact + " " + version,
        "GrpcProgram",
        List.of("grpc"),
        Map.of(),
        List.of("io.grpc:" + artifact + ":" + version),
        List.of("message"),
        List.of());
  }

  @Override
  Subject subject() {
    return subject;
  }

  @Test
  void stopsAMessageThatTheApplicationHasAnswered() throws Exception {
    byte[] text = content("message", 300);
    try (RawHttp2 to = new RawHttp2(port())) {
      to.head("/rpc.Out/message", lower(headers("application/grpc", false)));
      to.body(message(text), false);
      to.begunAnswer();
      to.body(message(new byte[0]), true);
      byte[] answer = to.answer();

      assertThat(new String(answer, StandardCharsets.UTF_8)).contains(new String(text));
    }
    assertThat(printedLine()).isEqualTo("BlockedRequestException");
  }

  @Override
  String send(int port, String path, Map<String, String> headers, byte[] body, boolean isChunked)
      throws IOException {
    try (RawHttp2 to = new RawHttp2(port)) {
      to.head(path, lower(headers));
      to.body(message(body), false);
      to.begunAnswer();
      to.body(new byte[0], true);
      byte[] answer = to.answer();
      return new String(answer, PREFIX, answer.length - PREFIX, StandardCharsets.UTF_8);
    }
  }

  private static Map<String, String> lower(Map<String, String> headers) {
    Map<String, String> lower = new LinkedHashMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    lower.put("content-type", "application/grpc");
    lower.put("te", "trailers");
    return lower;
  }

  private static byte[] message(byte[] text) {
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    field.write(FIRST_FIELD_A_TEXT);
    int length = text.length;
    for (; length >= 0x80; length >>= 7) {
      field.write(length & 0x7f | 0x80);
    }
    field.write(length);
    field.writeBytes(text);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.write(0);
    message.write(field.size() >> 24);
    message.write(field.size() >> 16);
    message.write(field.size() >> 8);
    message.write(field.size());
    message.writeBytes(field.toByteArray());
    return message.toByteArray();
  }
}
