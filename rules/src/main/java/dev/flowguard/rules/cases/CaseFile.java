package dev.flowguard.rules.cases;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.flowguard.rules.policy.NearestWord;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.provenance.PublishedFile;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads policy tests: JSON Lines, one case a line; blank lines are skipped, unknown members
 * ignored.
 *
 * <p>Members: {@code id}, {@code verdict} (allow or block), {@code category}, {@code method},
 * {@code url}, {@code headers} (object), {@code contentType}, {@code bodyUtf8} or {@code
 * bodyBase64}, {@code captured}, {@code public}, {@code difficulty}, {@code detectableBy}, {@code
 * flag}.
 */
public final class CaseFile {
  private static final int MAX_LINE_CHARS = 64 << 20;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(MAX_LINE_CHARS).build())
          .build();

  private final String file;
  private final Policy policy;
  private final Set<String> ids = new HashSet<>();

  private CaseFile(String file, Policy policy) {
    this.file = file;
    this.policy = policy;
  }

  /**
   * Reads all cases.
   *
   * @param file name for messages
   * @param policy that the cases are judged under: captured values are of its categories
   * @throws CaseFormatException at the first line that is not a case
   */
  public static List<Case> read(String file, Reader reader, Policy policy) throws IOException {
    CaseFile cases = new CaseFile(file, policy);
    List<Case> read = new ArrayList<>();
    BufferedReader lines = new BufferedReader(reader);
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (!line.isBlank()) {
        read.add(cases.parseCase(line, number));
      }
    }
    return read;
  }

  /**
   * Reads lines of {@code {category, text|base64, owner?, document?}} or {@code {public}}.
   *
   * @see #read
   */
  public static CapturedFile readCaptured(String file, Reader reader, Policy policy)
      throws IOException {
    CaseFile cases = new CaseFile(file, policy);
    List<Captured> captured = new ArrayList<>();
    List<String> published = new ArrayList<>();
    BufferedReader lines = new BufferedReader(reader);
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      try (JsonParser json = JSON.createParser(line)) {
        cases.expect(json.nextToken() == JsonToken.START_OBJECT, number, "an object");
        cases.parseCaptured(json, number, captured, published);
      } catch (JsonProcessingException e) {
        throw cases.unreadable(number, e);
      }
    }
    return new CapturedFile(captured, published);
  }

  /** What a file of captured values holds. */
  public record CapturedFile(
      List<Captured> captured, List<String> published, List<PublishedFile> files) {
    /** Nothing. */
    public static final CapturedFile EMPTY = new CapturedFile(List.of(), List.of());

    /** Values alone. */
    public CapturedFile(List<Captured> captured, List<String> published) {
      this(captured, published, List.of());
    }

    /** The same, and what a policy names under {@code public}. */
    public CapturedFile with(List<PublishedFile> more) {
      return new CapturedFile(captured, published, more);
    }

    public CapturedFile {
      captured = List.copyOf(captured);
      published = List.copyOf(published);
      files = List.copyOf(files);
    }

    /**
     * Adds all of it to what is protected, to be recognised as the policy says, and waits for it.
     */
    public void addTo(ProtectedContent content, Policy policy) {
      published.forEach(content::publish);
      files.forEach(file -> file.addTo(content));
      captured.forEach(value -> value.addTo(content, policy));
      content.workOff(); // a judgement waits for so many bytes only
    }
  }

  private Case parseCase(String line, int number) throws IOException {
    try (JsonParser json = JSON.createParser(line)) {
      expect(json.nextToken() == JsonToken.START_OBJECT, number, "an object");
      return parseCase(json, number);
    } catch (JsonProcessingException e) {
      throw unreadable(number, e);
    }
  }

  private Case parseCase(JsonParser json, int number) throws IOException {
    String id = null;
    String verdict = null;
    String category = null;
    String method = null;
    String url = null;
    String contentType = null;
    List<Header> headers = new ArrayList<>();
    byte[] body = new byte[0];
    List<Captured> captured = new ArrayList<>();
    List<String> published = new ArrayList<>();
    int difficulty = 0;
    String detectableBy = "";
    String flag = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String member = json.currentName();
      json.nextToken();
      switch (member) {
        case "id" -> id = text(json);
        case "verdict" -> verdict = text(json);
        case "category" -> category = text(json);
        case "method" -> method = text(json);
        case "url" -> url = text(json);
        case "contentType" -> contentType = text(json);
        case "headers" -> parseHeaders(json, headers);
        case "bodyUtf8" -> body = bytes(text(json));
        case "bodyBase64" -> body = base64(json, number, member);
        case "captured" -> parseAllCaptured(json, number, captured, published);
        case "public" -> parsePublic(json, published);
        case "difficulty" -> difficulty = json.getValueAsInt();
        case "detectableBy" -> detectableBy = orEmpty(text(json));
        case "flag" -> flag = text(json);
        default -> json.skipChildren();
      }
    }
    if (id == null || id.isBlank() || method == null || url == null) {
      throw new CaseFormatException(file, number, "a case needs id, verdict, method and url");
    }
    expect(ids.add(id), number, "an id that no other line has");
    expect("allow".equals(verdict) || "block".equals(verdict), number, "verdict allow or block");
    if (contentType != null
        && headers.stream().noneMatch(h -> h.name().equalsIgnoreCase("Content-Type"))) {
      headers.add(new Header("Content-Type", contentType));
    }
    return new Case(
        id,
        "block".equals(verdict),
        category,
        new OutboundRequest(
            method, url, headers, body.length == 0 ? Body.NONE : new Body.Held(body), "case"),
        captured,
        published,
        difficulty,
        detectableBy,
        flag == null || flag.isBlank() ? null : flag);
  }

  private static void parseHeaders(JsonParser json, List<Header> headers) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      headers.add(new Header(name, orEmpty(text(json))));
    }
  }

  private void parseAllCaptured(
      JsonParser json, int number, List<Captured> captured, List<String> published)
      throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.START_OBJECT) {
      parseCaptured(json, number, captured, published);
    }
  }

  private void parseCaptured(
      JsonParser json, int number, List<Captured> captured, List<String> published)
      throws IOException {
    String category = null;
    String text = null;
    byte[] bytes = null;
    String owner = null;
    String document = null;
    boolean isPublic = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String member = json.currentName();
      json.nextToken();
      switch (member) {
        case "category" -> category = text(json);
        case "text" -> text = text(json);
        case "base64" -> bytes = base64(json, number, member);
        case "owner" -> owner = text(json);
        case "document" -> document = text(json);
        case "public" -> {
          parsePublic(json, published);
          isPublic = true;
        }
        default -> json.skipChildren();
      }
    }
    if (isPublic && category == null) {
      return;
    }
    if (category == null || (text == null) == (bytes == null)) {
      throw new CaseFormatException(
          file, number, "a captured value needs a category and either text or base64");
    }
    if (!policy.categories().containsKey(category)) {
      throw unknownCategory(number, category);
    }
    captured.add(new Captured(category, text, bytes, owner, document, file + ":" + number));
  }

  private CaseFormatException unknownCategory(int number, String category) {
    Set<String> known = policy.categories().keySet();
    String nearest = NearestWord.to(category, known);
    // What nobody meant as a category may be content.
    return new CaseFormatException(
        file,
        number,
        (nearest == null
                ? "a captured value has a category that the policy does not have."
                : "unknown category '" + category + "'. Did you mean '" + nearest + "'?")
            + " Known: "
            + String.join(", ", known)
            + ".");
  }

  private static void parsePublic(JsonParser json, List<String> published) throws IOException {
    if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY && json.currentToken() != null) {
        parsePublic(json, published);
      }
      return;
    }
    String text = text(json);
    if (text != null) {
      published.add(text);
    }
  }

  private byte[] base64(JsonParser json, int number, String member) throws IOException {
    try {
      return Base64.getDecoder().decode(orEmpty(text(json)));
    } catch (IllegalArgumentException e) {
      // Its message would quote a character of the content.
      throw new CaseFormatException(file, number, "member " + member + " is no base64");
    }
  }

  private void expect(boolean holds, int number, String what) throws CaseFormatException {
    if (!holds) {
      throw new CaseFormatException(file, number, "expected " + what);
    }
  }

  private CaseFormatException unreadable(int number, JsonProcessingException e) {
    // The parser's own message would quote the line.
    long column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
    return new CaseFormatException(file, number, "is no JSON object (column " + column + ")");
  }

  private static @Nullable String text(JsonParser json) throws IOException {
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

  private static byte[] bytes(@Nullable String text) {
    return orEmpty(text).getBytes(StandardCharsets.UTF_8);
  }
}
