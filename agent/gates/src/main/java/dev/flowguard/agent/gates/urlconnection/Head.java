package dev.flowguard.agent.gates.urlconnection;

import dev.flowguard.agent.spi.RequestPlace;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sun.net.www.MessageHeader;
import sun.net.www.http.HttpClient;

/**
 * What the head of a request says.
 *
 * @param target as on the request line: path and query, or absolute behind a proxy
 * @param contentLength -1 where none is given
 */
record Head(
    String scheme,
    String host,
    int port,
    String method,
    String target,
    long contentLength,
    boolean isChunked,
    @Nullable String hostHeader) {
  static final String CLIENT = "urlconnection";

  static Head of(HttpClient client, MessageHeader fields) {
    String line = requestLine(fields);
    int space = line.indexOf(' ');
    return new Head(
        Internals.scheme(client),
        Internals.host(client),
        Internals.port(client),
        space < 0 ? line : line.substring(0, space),
        target(fields, Internals.file(client)),
        length(fields.findValue("Content-Length")),
        "chunked".equalsIgnoreCase(fields.findValue("Transfer-Encoding")),
        fields.findValue("Host"));
  }

  private static String requestLine(MessageHeader fields) {
    String line = fields.getKey(0);
    return line == null ? "" : line;
  }

  /**
   * What is between method and version on the request line.
   *
   * @param file path and query of the client's URL, which mostly is just that
   */
  static String target(MessageHeader fields, String file) {
    String line = requestLine(fields);
    int start = line.indexOf(' ') + 1;
    int end = line.lastIndexOf(' ');
    if (end < start) {
      return "/";
    }
    return file.length() == end - start && line.startsWith(file, start)
        ? file
        : line.substring(start, end);
  }

  private static long length(@Nullable String value) {
    try {
      return value == null ? -1 : Long.parseLong(value.trim());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** True for a request to a proxy to open a tunnel; what goes through it is judged by itself. */
  boolean isTunnel() {
    return method.equals("CONNECT");
  }

  OutboundRequest with(MessageHeader fields, Body body) {
    List<Header> headers = new ArrayList<>();
    for (int i = 1; fields.getKey(i) != null; i++) {
      String value = fields.getValue(i);
      headers.add(new Header(fields.getKey(i), value == null ? "" : value));
    }
    return new OutboundRequest(method, requestPlace().url(), headers, body, CLIENT);
  }

  RequestPlace requestPlace() {
    return new RequestPlace(method, scheme, host, port, target, hostHeader);
  }
}
