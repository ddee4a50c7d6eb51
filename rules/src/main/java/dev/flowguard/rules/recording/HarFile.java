package dev.flowguard.rules.recording;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP Archives as a stream: one entry is in memory at a time, and of it the request only.
 *
 * <p>Bodies are taken from {@code postData}: its text, which recorders that keep bytes mark with
 * {@code encoding: base64}, or its parameters. Chromium keeps a body that is not UTF-8 as a text of
 * a character for each byte. A request of whose body nothing or not all was recorded has a reading
 * with a body that is not held: one that is shorter than its declared length, as where a form had a
 * file from a disk in it, or that a type or length without a text shows. Messages sent over
 * WebSockets are requests of method {@code WS}, as Chromium records them; connections of which no
 * messages were recorded have one that is not held. What a browser loads from itself, such as
 * {@code data:}, is not a request.
 *
 * @see <a href="http://www.softwareishard.com/blog/har-12-spec/">HAR 1.2</a>
 */
public final class HarFile {
  private static final int MAX_STRING_CHARS = 256 << 20;
  private static final int TEXT_MESSAGE = 1;

  /** Kinds of connections that carry messages, as Chromium names them. */
  private static final Set<String> CONNECTIONS = Set.of("websocket", "webtransport");

  /** Schemes of URLs that lead nowhere; those of extensions have names of their own. */
  private static final Set<String> LOCAL = Set.of("data", "blob", "about", "file", "filesystem");

  /** Methods that are there to send a body. */
  private static final Set<String> SENDING = Set.of("POST", "PUT", "PATCH");

  private static final long UNKNOWN = -1;
  private static final char REPLACEMENT = '\ufffd';

  /** Texts of this length and more may be base64 though nothing says so. */
  private static final int SHORTEST_UNMARKED = 16;

  private static final Body NOT_RECORDED = new Body.NotHeld(Reason.NOT_RECORDED);
  private static final String CLIENT = "har";
  private static final String BOUNDARY = "recorded-parameters";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(MAX_STRING_CHARS)
                  .maxNameLength(MAX_STRING_CHARS)
                  .build())
          .build();

  private final JsonParser json;
  private final Consumer<RecordedRequest> requests;
  private int entries;

  private HarFile(JsonParser json, Consumer<RecordedRequest> requests) {
    this.json = json;
    this.requests = requests;
  }

  /**
   * Reads all entries, in order; those before a fault are given out.
   *
   * @param file name for messages
   * @return how many entries there are
   * @throws RecordingFormatException if it is no HTTP Archive, or ends too soon
   */
  public static int read(String file, InputStream in, Consumer<RecordedRequest> requests)
      throws IOException {
    try (JsonParser json = JSON.createParser(in)) {
      HarFile har = new HarFile(json, requests);
      try {
        if (!har.readAll()) {
          throw new RecordingFormatException(
              file + ": has no log.entries. Name an HTTP Archive (HAR), as a browser exports it.");
        }
      } catch (JsonProcessingException e) {
        // The parser's own message would quote what it read.
        JsonLocation at = e.getLocation();
        throw new RecordingFormatException(
            file
                + (at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr())
                + ": is no JSON from here on, after "
                + har.entries
                + " entries. Export the recording anew.");
      }
      return har.entries;
    } catch (CharConversionException e) {
      throw new RecordingFormatException(
          file + ": is no text in UTF-8. Export the recording anew.");
    }
  }

  private boolean readAll() throws IOException {
    boolean found = false;
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return false;
    }
    while (nextMember()) {
      if (json.currentName().equals("log") && value() == JsonToken.START_OBJECT) {
        while (nextMember()) {
          if (json.currentName().equals("entries") && value() == JsonToken.START_ARRAY) {
            found = true;
            for (JsonToken item = json.nextToken();
                item != JsonToken.END_ARRAY && item != null;
                item = json.nextToken()) {
              readEntry();
              entries++;
            }
          } else {
            skip();
          }
        }
      } else {
        skip();
      }
    }
    return found;
  }

  private boolean nextMember() throws IOException {
    return json.nextToken() == JsonToken.FIELD_NAME;
  }

  private JsonToken value() throws IOException {
    return json.nextToken();
  }

  /** Skips the value at hand, or that of the member at hand. */
  private void skip() throws IOException {
    if (json.currentToken() == JsonToken.FIELD_NAME) {
      json.nextToken();
    }
    json.skipChildren();
  }

  private void readEntry() throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    String id = "entries[" + entries + "]";
    Entry entry = new Entry();
    List<Body> messages = null;
    while (nextMember()) {
      String member = json.currentName();
      JsonToken value = value();
      if (member.equals("request") && value == JsonToken.START_OBJECT) {
        readRequest(entry);
      } else if (member.equals("_webSocketMessages") && value == JsonToken.START_ARRAY) {
        messages = readMessages();
      } else if (member.equals("_resourceType")) {
        entry.resourceType = orEmpty(text());
      } else {
        skip();
      }
    }
    if (entry.url == null || isLocal(entry.url)) {
      return;
    }
    requests.accept(new RecordedRequest(id, entry.readings()));
    String ofMessages = id + "._webSocketMessages";
    if (messages == null) {
      if (entry.carriesMessages()) {
        requests.accept(message(ofMessages, entry.url, NOT_RECORDED));
      }
      return;
    }
    for (int i = 0; i < messages.size(); i++) {
      requests.accept(message(ofMessages + "[" + i + "]", entry.url, messages.get(i)));
    }
  }

  /** True for what a browser loads out of itself or its machine. */
  private static boolean isLocal(String url) {
    String scheme = url.substring(0, Math.max(0, url.indexOf(':'))).toLowerCase(Locale.ROOT);
    return LOCAL.contains(scheme) || scheme.endsWith("-extension");
  }

  private static RecordedRequest message(String id, String url, Body body) {
    return new RecordedRequest(
        id, List.of(new OutboundRequest("WS", url, List.of(), body, CLIENT)));
  }

  private void readRequest(Entry entry) throws IOException {
    while (nextMember()) {
      String member = json.currentName();
      JsonToken value = value();
      switch (member) {
        case "method" -> entry.method = orEmpty(text());
        case "url" -> entry.url = text();
        case "bodySize" -> entry.bodySize = json.getValueAsLong();
        case "headers" -> readHeaders(entry);
        case "postData" -> {
          if (value == JsonToken.START_OBJECT) {
            readPostData(entry);
          }
        }
        default -> json.skipChildren();
      }
    }
  }

  private void readHeaders(Entry entry) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      skip();
      return;
    }
    while (json.nextToken() == JsonToken.START_OBJECT) {
      String name = "";
      String value = "";
      while (nextMember()) {
        String member = json.currentName();
        json.nextToken();
        if (member.equals("name")) {
          name = orEmpty(text());
        } else if (member.equals("value")) {
          value = orEmpty(text());
        } else {
          json.skipChildren();
        }
      }
      if (!name.isEmpty() && !name.startsWith(":")) { // pseudo-headers of HTTP/2 repeat the URL
        entry.headers.add(new Header(name, value));
      }
    }
  }

  private void readPostData(Entry entry) throws IOException {
    while (nextMember()) {
      String member = json.currentName();
      JsonToken value = value();
      switch (member) {
        case "mimeType" -> entry.type = orEmpty(text());
        case "text" -> entry.text = text();
        case "encoding", "_encoding" ->
            entry.isBase64 = "base64".equalsIgnoreCase(orEmpty(text()).strip());
        case "params" -> {
          if (value == JsonToken.START_ARRAY) {
            readParameters(entry);
          }
        }
        default -> json.skipChildren();
      }
    }
  }

  private void readParameters(Entry entry) throws IOException {
    while (json.nextToken() == JsonToken.START_OBJECT) {
      String name = "";
      String value = "";
      String fileName = null;
      String type = null;
      while (nextMember()) {
        String member = json.currentName();
        json.nextToken();
        switch (member) {
          case "name" -> name = orEmpty(text());
          case "value" -> value = orEmpty(text());
          case "fileName" -> fileName = text();
          case "contentType" -> type = text();
          default -> json.skipChildren();
        }
      }
      entry.parameters.add(new Parameter(name, value, fileName, type));
    }
  }

  /** What was sent; Chromium keeps an empty text of binary messages that it did not record. */
  private List<Body> readMessages() throws IOException {
    List<Body> messages = new ArrayList<>();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      boolean isSent = false;
      int opcode = TEXT_MESSAGE;
      String data = "";
      while (nextMember()) {
        String member = json.currentName();
        json.nextToken();
        switch (member) {
          case "type" -> isSent = "send".equals(text());
          case "opcode" -> opcode = json.getValueAsInt();
          case "data" -> data = orEmpty(text());
          default -> json.skipChildren();
        }
      }
      if (isSent && opcode != TEXT_MESSAGE && data.isEmpty()) {
        messages.add(NOT_RECORDED);
      } else if (isSent) {
        byte[] decoded = opcode == TEXT_MESSAGE ? null : base64(data);
        messages.add(
            new Body.Held(decoded == null ? data.getBytes(StandardCharsets.UTF_8) : decoded));
      }
    }
    return messages;
  }

  private @Nullable String text() throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (json.currentToken().isStructStart()) {
      json.skipChildren();
      return null;
    }
    return json.getText();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** Any of the usual forms, or null if the text is none. */
  private static byte @Nullable [] base64(String text) {
    try {
      return Base64.getMimeDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean mayBeBase64(String text) {
    int letters = 0;
    boolean isPadded = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetter =
          c < 128 && (Character.isLetterOrDigit(c) || c == '+' || c == '/' || c == '-' || c == '_');
      if (isLetter && isPadded || !isLetter && c != '=' && c > ' ') {
        return false;
      }
      isPadded |= c == '=';
      letters += isLetter ? 1 : 0;
    }
    return letters >= SHORTEST_UNMARKED;
  }

  /** A parameter of a form, as parsed by the recorder. */
  private record Parameter(
      String name, String value, @Nullable String fileName, @Nullable String type) {
    @Override
    public String toString() {
      return "Parameter[" + value.length() + " chars]";
    }
  }

  /** What is read of one entry. */
  private static final class Entry {
    private final List<Header> headers = new ArrayList<>();
    private final List<Parameter> parameters = new ArrayList<>();
    private String method = "";
    private String resourceType = "";
    private @Nullable String url;
    private long bodySize;
    private String type = "";
    private @Nullable String text;
    private boolean isBase64;

    List<OutboundRequest> readings() {
      List<Body> bodies = bodies();
      boolean hasType = header("Content-Type") != null;
      if (text == null && !parameters.isEmpty() && isMultipart()) {
        headers.removeIf(header -> header.name().equalsIgnoreCase("Content-Type"));
        headers.add(new Header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY));
      } else if (!hasType && !type.isEmpty()) {
        headers.add(new Header("Content-Type", type));
      }
      if (text != null && !isBase64) {
        // Recorded texts are what the body was before it was compressed.
        headers.removeIf(header -> header.name().equalsIgnoreCase("Content-Encoding"));
      }
      List<OutboundRequest> readings = new ArrayList<>();
      for (Body body : bodies) {
        readings.add(new OutboundRequest(method, orEmpty(url), headers, body, CLIENT));
      }
      return readings;
    }

    /** True for a connection over which messages are sent. */
    boolean carriesMessages() {
      return CONNECTIONS.contains(resourceType.toLowerCase(Locale.ROOT))
          || orEmpty(url).regionMatches(true, 0, "ws:", 0, 3)
          || orEmpty(url).regionMatches(true, 0, "wss:", 0, 4);
    }

    private List<Body> bodies() {
      if (text != null && !text.isEmpty()) {
        return bodies(text);
      }
      if (!parameters.isEmpty()) {
        String parsed = isMultipart() ? parts() : form();
        return List.of(new Body.Held(parsed.getBytes(StandardCharsets.UTF_8)));
      }
      return List.of(hadBody() ? NOT_RECORDED : Body.NONE);
    }

    /** What a text may stand for; and that some is missing, where its length says so. */
    private List<Body> bodies(String text) {
      // A length counts what was compressed, a text is what it was before.
      long declared = header("Content-Encoding") == null ? declaredLength() : UNKNOWN;
      List<byte[]> readings = new ArrayList<>();
      boolean isDamaged = false;
      if (!isBase64) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] latin1 = isOfBytes(text) ? text.getBytes(StandardCharsets.ISO_8859_1) : utf8;
        if (utf8.length == declared || latin1.length != declared) {
          readings.add(utf8);
        }
        if (latin1 != utf8 && utf8.length != declared) {
          readings.add(latin1);
        }
        // A recorder that kept a text of bytes that are none has lost some of them.
        isDamaged = text.indexOf(REPLACEMENT) >= 0 && utf8.length != declared;
      }
      byte[] decoded = isBase64 || mayBeBase64(text) ? base64(text) : null;
      if (decoded != null) {
        readings.add(decoded);
      }
      List<Body> bodies = new ArrayList<>();
      boolean isWhole = false;
      for (byte[] reading : readings) {
        bodies.add(new Body.Held(reading));
        isWhole |= reading.length >= declared;
      }
      if (isDamaged || !isWhole) {
        bodies.add(NOT_RECORDED);
      }
      return bodies;
    }

    /** True if each character may be a byte, and not all of them are ASCII. */
    private static boolean isOfBytes(String text) {
      boolean isAscii = true;
      for (int i = 0; i < text.length(); i++) {
        if (text.charAt(i) > 0xff) {
          return false;
        }
        isAscii &= text.charAt(i) < 0x80;
      }
      return !isAscii;
    }

    private boolean isMultipart() {
      return type.regionMatches(true, 0, "multipart/", 0, 10);
    }

    /** True if there was a body, or nothing that was recorded says that there was none. */
    private boolean hadBody() {
      long declared = declaredLength();
      if (bodySize > 0 || declared >= 0) {
        return bodySize > 0 || declared > 0;
      }
      boolean mayHave = !method.equalsIgnoreCase("GET") && !method.equalsIgnoreCase("HEAD");
      return header("Transfer-Encoding") != null
          || mayHave && header("Content-Type") != null
          || bodySize < 0 && SENDING.contains(method.toUpperCase(Locale.ROOT));
    }

    private @Nullable String header(String name) {
      for (Header header : headers) {
        if (header.name().equalsIgnoreCase(name)) {
          return header.value();
        }
      }
      return null;
    }

    /** Of the body as it was sent, in bytes. */
    private long declaredLength() {
      String length = header("Content-Length");
      if (length == null) {
        return UNKNOWN;
      }
      try {
        return Long.parseLong(length.strip());
      } catch (NumberFormatException e) {
        return 1; // there was a body, whatever its length
      }
    }

    private String form() {
      StringBuilder form = new StringBuilder();
      for (Parameter parameter : parameters) {
        form.append(form.isEmpty() ? "" : "&");
        form.append(encoded(parameter.name())).append('=').append(encoded(parameter.value()));
      }
      return form.toString();
    }

    /** The specification has values decoded, some recorders leave them as they were. */
    private static String encoded(String text) {
      boolean isEncoded = text.indexOf('%') >= 0 && text.indexOf(' ') < 0;
      return isEncoded ? text : URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String parts() {
      StringBuilder parts = new StringBuilder();
      for (Parameter parameter : parameters) {
        parts.append("--").append(BOUNDARY);
        parts.append("\r\nContent-Disposition: form-data; name=\"");
        parts.append(quoted(parameter.name())).append('"');
        if (parameter.fileName() != null) {
          parts.append("; filename=\"").append(quoted(parameter.fileName())).append('"');
        }
        if (parameter.type() != null) {
          parts.append("\r\nContent-Type: ").append(quoted(parameter.type()));
        }
        parts.append("\r\n\r\n").append(parameter.value()).append("\r\n");
      }
      return parts.append("--").append(BOUNDARY).append("--\r\n").toString();
    }

    private static String quoted(String text) {
      return text.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }
  }
}
