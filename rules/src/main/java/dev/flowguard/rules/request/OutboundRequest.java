package dev.flowguard.rules.request;

import java.util.List;
import java.util.Objects;

/**
 * One outbound request of one hop, as it would leave.
 *
 * @param method as on the request line; {@code WS} for one WebSocket text message
 * @param url absolute and unresolved, exactly as the client has it; may be malformed
 * @param headers in the client's order
 * @param client name of the client for people, such as {@code okhttp}
 */
public record OutboundRequest(
    String method, String url, List<Header> headers, Body body, String client) {
  public OutboundRequest {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(url, "url");
    headers = List.copyOf(headers);
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(client, "client");
  }

  /** Sizes only: URL, headers and body may be content. */
  @Override
  public String toString() {
    return "OutboundRequest["
        + client
        + ", url of "
        + url.length()
        + " chars, "
        + headers.size()
        + " headers, "
        + body
        + "]";
  }
}
