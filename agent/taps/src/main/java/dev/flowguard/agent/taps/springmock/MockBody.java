package dev.flowguard.agent.taps.springmock;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockMultipartHttpServletRequest;
import org.springframework.mock.web.MockPart;
import org.springframework.web.multipart.MultipartFile;

/**
 * The body that a request of MockMvc would have on the wire: its content, or what its parts or its
 * parameters are encoded to.
 */
record MockBody(@Nullable String type, byte[] bytes) {
  private static final String BOUNDARY = "flowguard-mock-request-part";

  /** Null if it has none. */
  static @Nullable MockBody of(MockHttpServletRequest request) throws IOException {
    byte[] content = request.getContentAsByteArray();
    if (content != null) {
      return new MockBody(request.getContentType(), content);
    }
    String type = request.getContentType();
    if (request instanceof MockMultipartHttpServletRequest
        || type != null && type.regionMatches(true, 0, "multipart/", 0, 10)) {
      return parts(request);
    }
    StringBuilder form = new StringBuilder();
    for (Map.Entry<String, String[]> each : parameters(request).entrySet()) {
      for (String value : isOfQuery(request, each.getKey()) ? new String[0] : each.getValue()) {
        form.append(form.length() == 0 ? "" : "&")
            .append(URLEncoder.encode(each.getKey(), StandardCharsets.UTF_8))
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
      }
    }
    return form.length() == 0
        ? null
        : new MockBody(
            "application/x-www-form-urlencoded",
            form.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static Map<String, String[]> parameters(MockHttpServletRequest request) {
    return request.getParameterMap();
  }

  /** MockMvc lists parameters of the query beside those of the form. */
  private static boolean isOfQuery(MockHttpServletRequest request, String name) {
    String query = request.getQueryString();
    return query != null
        && ("&" + query).contains("&" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "=");
  }

  private static MockBody parts(MockHttpServletRequest request) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Map.Entry<String, String[]> each : parameters(request).entrySet()) {
      for (String value : isOfQuery(request, each.getKey()) ? new String[0] : each.getValue()) {
        part(body, each.getKey(), null, null, value.getBytes(StandardCharsets.UTF_8));
      }
    }
    if (request instanceof MockMultipartHttpServletRequest multipart) {
      for (List<MultipartFile> files : multipart.getMultiFileMap().values()) {
        for (MultipartFile file : files) {
          part(
              body,
              file.getName(),
              file.getOriginalFilename(),
              file.getContentType(),
              file.getBytes());
        }
      }
    }
    for (Object each : servletParts(request)) {
      if (each instanceof MockPart part) {
        try (InputStream in = part.getInputStream()) {
          part(
              body,
              part.getName(),
              part.getSubmittedFileName(),
              part.getContentType(),
              in.readAllBytes());
        }
      }
    }
    write(body, "--" + BOUNDARY + "--\r\n");
    return new MockBody("multipart/form-data; boundary=" + BOUNDARY, body.toByteArray());
  }

  private static Iterable<?> servletParts(MockHttpServletRequest request) throws IOException {
    try {
      return request.getParts();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the parts of a request of MockMvc cannot be read", e);
    }
  }

  private static void part(
      ByteArrayOutputStream body,
      String name,
      @Nullable String file,
      @Nullable String type,
      byte[] content) {
    write(body, "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + quoted(name));
    write(body, file == null ? "\"" : "\"; filename=\"" + quoted(file) + "\"");
    write(body, type == null ? "\r\n\r\n" : "\r\nContent-Type: " + type + "\r\n\r\n");
    body.write(content, 0, content.length);
    write(body, "\r\n");
  }

  /** As browsers do, by the HTML standard: section 4.10.21.8. */
  private static String quoted(String name) {
    return name.replace("\r", "%0D").replace("\n", "%0A").replace("\"", "%22");
  }

  private static void write(ByteArrayOutputStream body, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    body.write(bytes, 0, bytes.length);
  }

  /** Sizes only. */
  @Override
  public String toString() {
    return "MockBody[" + bytes.length + " bytes]";
  }
}
