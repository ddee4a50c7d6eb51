package dev.flowguard.rules.fuzz;

import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes a request of the bytes that the fuzzer gives: the first says what is declared. */
final class FuzzInput {
  private static final List<String> TYPES =
      List.of(
          "application/json",
          "application/x-www-form-urlencoded",
          "multipart/form-data; boundary=b",
          "text/event-stream",
          "application/octet-stream",
          "text/html; charset=utf-16",
          "application/grpc");

  private static final List<String> ENCODINGS = List.of("", "gzip", "deflate", "br", "zstd");

  private FuzzInput() {}

  static OutboundRequest request(byte[] data, String url) {
    int choice = data.length == 0 ? 0 : data[0] & 0xff;
    byte[] body = data.length == 0 ? data : Arrays.copyOfRange(data, 1, data.length);
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Content-Type", TYPES.get(choice % TYPES.size())));
    String encoding = ENCODINGS.get(choice / TYPES.size() % ENCODINGS.size());
    if (!encoding.isEmpty()) {
      headers.add(new Header("Content-Encoding", encoding));
    }
    return new OutboundRequest("POST", url, headers, new Body.Held(body), "fuzz");
  }
}
