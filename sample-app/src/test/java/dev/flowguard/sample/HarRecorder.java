package dev.flowguard.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a tab sends as an HTTP Archive, with the members and the gaps that an export of
 * Chromium's developer tools has. Of responses, only what the format demands.
 *
 * @see <a href="http://www.softwareishard.com/blog/har-12-spec/">HAR 1.2</a>
 */
final class HarRecorder {
  private static final int SECONDS = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DevTools devTools;
  private final String session;

  /** The hops of a request, the first first. */
  private final Map<String, List<Sent>> hops = new LinkedHashMap<>();

  /** The headers of each hop as they went out; these events come before or after the hop's own. */
  private final Map<String, List<JsonNode>> headers = new HashMap<>();

  HarRecorder(DevTools devTools, String session) {
    this.devTools = devTools;
    this.session = session;
  }

  /** One hop, or one WebSocket. */
  private static final class Sent {
    final String type;
    final double wallTime;
    final JsonNode request;
    final @Nullable ArrayNode messages;

    /** A body that the event of the request does not have. */
    @Nullable CompletableFuture<JsonNode> body;

    JsonNode response = JSON.createObjectNode();

    Sent(String type, double wallTime, JsonNode request, boolean isWebSocket) {
      this.type = type;
      this.wallTime = wallTime;
      this.request = request;
      this.messages = isWebSocket ? JSON.createArrayNode() : null;
    }
  }

  synchronized void add(DevTools.Event event) {
    JsonNode of = event.parameters();
    String id = of.path("requestId").asText();
    switch (event.method()) {
      case "Network.requestWillBeSent" -> request(id, of);
      case "Network.requestWillBeSentExtraInfo" ->
          headers.computeIfAbsent(id, none -> new ArrayList<>()).add(of.path("headers"));
      case "Network.responseReceived" -> respond(id, of.path("response"));
      case "Network.webSocketCreated" ->
          add(
              id,
              new Sent(
                  "websocket",
                  System.currentTimeMillis() / 1000.0,
                  JSON.createObjectNode().put("method", "GET").put("url", of.path("url").asText()),
                  true));
      case "Network.webSocketWillSendHandshakeRequest" ->
          headers
              .computeIfAbsent(id, none -> new ArrayList<>())
              .add(of.path("request").path("headers"));
      case "Network.webSocketHandshakeResponseReceived" -> respond(id, of.path("response"));
      case "Network.webSocketFrameSent" -> message(id, "send", of);
      case "Network.webSocketFrameReceived" -> message(id, "receive", of);
      default -> {}
    }
  }

  private void request(String id, JsonNode of) {
    if (of.has("redirectResponse")) {
      respond(id, of.path("redirectResponse"));
    }
    JsonNode request = of.path("request");
    Sent sent =
        new Sent(
            of.path("type").asText().toLowerCase(Locale.ROOT),
            of.path("wallTime").asDouble(),
            request,
            false);
    if (request.path("hasPostData").asBoolean() && !request.has("postData")) {
      try {
        sent.body = devTools.send(session, "Network.getRequestPostData", Map.of("requestId", id));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    add(id, sent);
  }

  private void add(String id, Sent sent) {
    hops.computeIfAbsent(id, none -> new ArrayList<>()).add(sent);
  }

  private void respond(String id, JsonNode response) {
    List<Sent> of = hops.getOrDefault(id, List.of());
    if (!of.isEmpty()) {
      of.get(of.size() - 1).response = response;
    }
  }

  private void message(String id, String type, JsonNode of) {
    for (Sent sent : hops.getOrDefault(id, List.of())) {
      if (sent.messages != null) {
        sent.messages
            .addObject()
            .put("type", type)
            .put("time", of.path("timestamp").asDouble())
            .put("opcode", of.path("response").path("opcode").asInt())
            .put("data", of.path("response").path("payloadData").asText());
      }
    }
  }

  /** True if a request with this in its URL or its body is answered. */
  synchronized boolean isAnswered(String text) {
    return hops.values().stream()
        .flatMap(List::stream)
        .filter(sent -> sent.response.has("status"))
        .map(sent -> sent.request.path("url").asText() + sent.request.path("postData").asText())
        .anyMatch(sent -> sent.contains(text));
  }

  /** Writes all that has been sent so far. */
  synchronized void write(Path har) throws IOException, InterruptedException {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode log = root.putObject("log").put("version", "1.2");
    log.putObject("creator").put("name", "flowguard-sample-app").put("version", "1");
    log.putArray("pages");
    ArrayNode entries = log.putArray("entries");
    for (Map.Entry<String, List<Sent>> request : hops.entrySet()) {
      List<JsonNode> known = headers.getOrDefault(request.getKey(), List.of());
      List<Sent> of = request.getValue();
      for (int i = 0; i < of.size(); i++) {
        JsonNode early = of.get(i).request.path("headers");
        entries.add(entry(of.get(i), known.size() == of.size() ? known.get(i) : early));
      }
    }
    Files.write(har, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
  }

  private static ObjectNode entry(Sent sent, JsonNode headers)
      throws IOException, InterruptedException {
    ObjectNode entry = JSON.createObjectNode();
    entry.put("_resourceType", sent.type);
    entry.put("startedDateTime", Instant.ofEpochMilli((long) (sent.wallTime * 1000)).toString());
    entry.put("time", 0);
    entry.putObject("cache");
    entry.putObject("timings").put("send", 0).put("wait", 0).put("receive", 0);
    ObjectNode request = entry.putObject("request");
    request.put("method", sent.request.path("method").asText());
    request.put("url", sent.request.path("url").asText());
    request.put("httpVersion", sent.response.path("protocol").asText());
    request.putArray("cookies");
    request.putArray("queryString");
    request.set("headers", named(headers));
    request.put("headersSize", -1);
    String body = body(sent);
    request.put("bodySize", body.getBytes(StandardCharsets.UTF_8).length);
    if (!body.isEmpty()) {
      String type = "";
      for (Map.Entry<String, JsonNode> header : headers.properties()) {
        type = header.getKey().equalsIgnoreCase("content-type") ? header.getValue().asText() : type;
      }
      request.putObject("postData").put("mimeType", type).put("text", body);
    }
    entry.set("response", response(sent.response));
    if (sent.messages != null) {
      entry.set("_webSocketMessages", sent.messages);
    }
    return entry;
  }

  private static ObjectNode response(JsonNode from) {
    ObjectNode response = JSON.createObjectNode();
    response.put("status", from.path("status").asInt());
    response.put("statusText", from.path("statusText").asText());
    response.put("httpVersion", from.path("protocol").asText());
    response.putArray("cookies");
    response.set("headers", named(from.path("headers")));
    response.putObject("content").put("size", 0).put("mimeType", from.path("mimeType").asText());
    response.put("redirectURL", "");
    response.put("headersSize", -1);
    response.put("bodySize", -1);
    return response;
  }

  private static ArrayNode named(JsonNode headers) {
    ArrayNode named = JSON.createArrayNode();
    headers
        .properties()
        .forEach(
            header ->
                named
                    .addObject()
                    .put("name", header.getKey())
                    .put("value", header.getValue().asText()));
    return named;
  }

  /** Empty if the browser does not have it: a file from the disk, for example. */
  private static String body(Sent sent) throws IOException, InterruptedException {
    if (sent.body == null) {
      return sent.request.path("postData").asText();
    }
    try {
      JsonNode answer = sent.body.get(SECONDS, TimeUnit.SECONDS);
      String body = answer.path("postData").asText();
      return answer.path("base64Encoded").asBoolean()
          ? new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8)
          : body;
    } catch (ExecutionException e) {
      return "";
    } catch (TimeoutException e) {
      throw new IOException("no answer about a body", e);
    }
  }
}
