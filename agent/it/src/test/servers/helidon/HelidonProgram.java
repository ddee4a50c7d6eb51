package dev.flowguard.agent.contract;

import io.helidon.common.parameters.Parameters;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The server of Helidon; HTTP/1.1, and HTTP/2 in clear text where its module is there. */
final class HelidonProgram implements ServerProgram {
  private static final HeaderName LEAK_TO = HeaderNames.create(ServedApplication.LEAK_TO);

  /** As the server has it. */
  static final int BUFFER = 512;

  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] END_OF_PART = "\r\n--".getBytes(StandardCharsets.ISO_8859_1);

  /** How events are sent. */
  interface Events {
    void send(ServerResponse response, WrittenAnswer answer) throws IOException;
  }

  @Override
  public int start() {
    return start(HelidonProgram::write, BUFFER);
  }

  static int start(Events events, int buffer) {
    return WebServer.builder()
        .host("localhost")
        .port(0)
        .writeBufferSize(buffer)
        .routing(routing -> routing.post((request, response) -> serve(request, response, events)))
        .build()
        .start()
        .port();
  }

  private static void serve(ServerRequest request, ServerResponse response, Events events)
      throws IOException {
    String path = request.path().path();
    if (WrittenAnswer.isWanted(path)) {
      byte[] text = request.content().as(byte[].class);
      WrittenAnswer answer = new WrittenAnswer(path, leakTo(request), text);
      response.header(HeaderNames.CONTENT_TYPE, answer.type());
      if (answer.how().equals("sse")) {
        events.send(response, answer);
      } else if (answer.how().equals("whole") || answer.how().equals("compressed")) {
        send(response, answer);
      } else {
        write(response, answer);
      }
    } else if (path.endsWith("/rerouted")) {
      response.reroute("/inside/whole");
    } else {
      byte[] read = read(request, ServedApplication.how(path));
      response.send(ServedApplication.leak(leakTo(request), read));
    }
  }

  private static String leakTo(ServerRequest request) {
    return request.headers().first(LEAK_TO).orElseThrow();
  }

  private static byte[] read(ServerRequest request, String how) throws IOException {
    return switch (how) {
      case "bytes", "gzip" -> request.content().as(byte[].class);
      case "text" -> request.content().as(String.class).getBytes(StandardCharsets.UTF_8);
      case "form" ->
          request.content().as(Parameters.class).get("note").getBytes(StandardCharsets.UTF_8);
      case "parts" -> file(request.content().inputStream().readAllBytes());
      default ->
          ServedApplication.read(
              how.equals("stream") ? "whole" : how,
              request.content().inputStream(),
              request.headers().contentLength().orElse(-1));
    };
  }

  /** The second part of a body: the module for parts is not here. */
  private static byte[] file(byte[] body) {
    int first = indexOf(body, END_OF_HEAD, 0);
    int start = indexOf(body, END_OF_HEAD, first + 1) + END_OF_HEAD.length;
    int end = body.length - 1;
    while (indexOf(body, END_OF_PART, end) != end) {
      end--;
    }
    return Arrays.copyOfRange(body, start, end);
  }

  private static int indexOf(byte[] in, byte[] wanted, int from) {
    for (int at = from; at <= in.length - wanted.length; at++) {
      if (Arrays.equals(in, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  /** At once; the server compresses it if the client wants that. */
  private static void send(ServerResponse response, WrittenAnswer answer) {
    response.send(answer.all());
    while (answer.hasNext()) {
      answer.written();
    }
  }

  static void write(ServerResponse response, WrittenAnswer answer) throws IOException {
    if (answer.how().equals("gzip")) {
      response.header(HeaderNames.CONTENT_ENCODING, "gzip");
    }
    if (answer.hasLength()) {
      response.headers().contentLength(answer.all().length);
    }
    try (OutputStream to = response.outputStream()) {
      answer.writeTo(to);
    }
  }
}
