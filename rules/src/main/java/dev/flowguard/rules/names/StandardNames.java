package dev.flowguard.rules.names;

import java.util.Locale;
import java.util.Set;

/** Names that a standard or a file format fixes. They are the same for everybody. */
final class StandardNames {
  /** Header fields, from IANA's registry and common practice, in lower case. */
  private static final Set<String> HEADERS =
      Set.of(
          ":authority",
          ":method",
          ":path",
          ":scheme",
          "accept",
          "accept-charset",
          "accept-encoding",
          "accept-language",
          "authorization",
          "baggage",
          "cache-control",
          "connection",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-length",
          "content-location",
          "content-type",
          "cookie",
          "date",
          "expect",
          "forwarded",
          "from",
          "host",
          "idempotency-key",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "link",
          "origin",
          "prefer",
          "proxy-authorization",
          "range",
          "referer",
          "sec-websocket-protocol",
          "te",
          "traceparent",
          "tracestate",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent",
          "via",
          "x-api-key",
          "x-correlation-id",
          "x-csrf-token",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto",
          "x-http-method-override",
          "x-request-id",
          "x-requested-with");

  /** Entries of office documents and books; {@code #} stands for a number of up to 3 digits. */
  private static final Set<String> ENTRIES =
      Set.of(
          "[Content_Types].xml",
          "_rels/.rels",
          "docProps/app.xml",
          "docProps/core.xml",
          "docProps/custom.xml",
          "word/comments.xml",
          "word/commentsExtended.xml",
          "word/document.xml",
          "word/document#.xml",
          "word/endnotes.xml",
          "word/footer#.xml",
          "word/footnotes.xml",
          "word/header#.xml",
          "word/numbering.xml",
          "word/settings.xml",
          "word/styles.xml",
          "word/_rels/document.xml.rels",
          "xl/comments#.xml",
          "xl/sharedStrings.xml",
          "xl/styles.xml",
          "xl/workbook.xml",
          "xl/worksheets/sheet#.xml",
          "xl/worksheets/_rels/sheet#.xml.rels",
          "ppt/comments/comment#.xml",
          "ppt/notesSlides/notesSlide#.xml",
          "ppt/presentation.xml",
          "ppt/slides/slide#.xml",
          "ppt/slides/_rels/slide#.xml.rels",
          "content.xml",
          "meta.xml",
          "mimetype",
          "settings.xml",
          "styles.xml",
          "META-INF/container.xml",
          "META-INF/manifest.xml");

  /** Labels of hosts that name a service or a top-level domain, never a person. */
  private static final Set<String> LABELS =
      Set.of(
          "api",
          "app",
          "assets",
          "auth",
          "cdn",
          "co",
          "com",
          "data",
          "de",
          "dev",
          "edu",
          "eu",
          "events",
          "example",
          "files",
          "fr",
          "global",
          "gov",
          "hooks",
          "http",
          "in",
          "info",
          "ingest",
          "int",
          "internal",
          "invalid",
          "io",
          "jp",
          "local",
          "localhost",
          "logs",
          "m",
          "mail",
          "metrics",
          "mil",
          "net",
          "nl",
          "org",
          "static",
          "status",
          "storage",
          "test",
          "uk",
          "upload",
          "uploads",
          "us",
          "www");

  private static final int MOST_DIGITS_IN_ENTRY = 3;

  private StandardNames() {}

  static boolean isHeader(String name) {
    return HEADERS.contains(name.toLowerCase(Locale.ROOT));
  }

  static boolean isLabel(String label) {
    return LABELS.contains(label.toLowerCase(Locale.ROOT));
  }

  /** An entry of a document, such as {@code ppt/slides/slide3.xml}. */
  static boolean isEntry(String name) {
    if (ENTRIES.contains(name)) {
      return true;
    }
    int dot = name.indexOf(".xml");
    int start = dot;
    while (start > 0 && name.charAt(start - 1) >= '0' && name.charAt(start - 1) <= '9') {
      start--;
    }
    return start > 0
        && start < dot
        && dot - start <= MOST_DIGITS_IN_ENTRY
        && ENTRIES.contains(name.substring(0, start) + "#" + name.substring(dot));
  }

  /** A segment such as {@code v1}: one or two digits. */
  static boolean isVersion(String segment) {
    if (segment.length() < 2 || segment.length() > 3 || segment.charAt(0) != 'v') {
      return false;
    }
    for (int i = 1; i < segment.length(); i++) {
      if (segment.charAt(i) < '0' || segment.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
