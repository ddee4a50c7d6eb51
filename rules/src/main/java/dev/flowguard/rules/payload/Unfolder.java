package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import dev.flowguard.rules.request.RequestUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Unfolds a request into leaves: URL, headers, body, and what is inside them, layer by layer.
 *
 * <p>Immutable and thread-safe. Its counted work is in proportion to the payload and its decoded
 * output, and bounded; it uses a work list rather than recursion, and never throws on hostile
 * input.
 */
public final class Unfolder {
  private final UnfoldLimits limits;

  public Unfolder(UnfoldLimits limits) {
    this.limits = limits;
  }

  /** Unfolds one request, with as much work as its size allows. */
  public Payload unfold(OutboundRequest request) {
    return unfold(request, Work.forBytes(size(request)));
  }

  /** Bytes and characters of a request, by which its work is measured. */
  public static long size(OutboundRequest request) {
    long size = request.url().length();
    for (Header header : request.headers()) {
      size += header.name().length() + header.value().length();
    }
    return size + (request.body() instanceof Body.Held held ? held.bytes().length : 0);
  }

  /**
   * Unfolds one request. Ends as {@code incomplete(work)} where the work is used up; a body of text
   * is then one leaf more, as it is.
   *
   * @param work charged with whatever is read and made
   */
  public Payload unfold(OutboundRequest request, Work work) {
    Unfolding to = new Unfolding(limits, work);
    try {
      unfold(request, to);
    } catch (Work.UsedUp e) {
      to.usedUp(
          request.body() instanceof Body.Held held ? held.bytes() : null, type(request.headers()));
    } finally {
      to.close();
    }
    return to.payload();
  }

  /**
   * Reads a file as its format says: the texts that it shows to people, and the files in it.
   * Nothing is guessed, so an id that could be an encoded text stays an id.
   *
   * <p>What leaves is unfolded instead: there each reading counts, because content may hide in it.
   */
  public Payload read(byte[] file) {
    Work work = Work.forBytes(file.length);
    Unfolding to = new Unfolding(limits, work, true);
    try {
      to.add(Part.ofBytes(Location.of(Location.Kind.BODY), Layers.NONE, 0, file));
      to.run();
    } catch (Work.UsedUp e) {
      to.incomplete(Reason.WORK);
    } finally {
      to.close();
    }
    return to.payload();
  }

  private static @Nullable String type(List<Header> headers) {
    String type = null;
    for (Header header : headers) {
      type = header.name().equalsIgnoreCase("content-type") ? header.value() : type;
    }
    return type;
  }

  private static void unfold(OutboundRequest request, Unfolding to) {
    url(request.url(), to);
    String type = null;
    List<String> encodings = new ArrayList<>();
    for (Header header : request.headers()) {
      switch (header.name().toLowerCase(Locale.ROOT)) {
        case "content-type" -> type = header.value();
        case "content-encoding" -> addEncodings(header.value(), encodings);
        default -> {}
      }
      header(header, to);
    }
    if (request.body() instanceof Body.Held held) {
      if (held.bytes().length > 0) {
        body(held.bytes(), type, encodings, to);
      }
    } else if (request.body() instanceof Body.NotHeld open) {
      to.incomplete(open.reason());
    }
    to.run();
  }

  private static void url(String url, Unfolding to) {
    RequestUrl parts = RequestUrl.parse(url);
    HostLabels.read(parts.host(), to);
    if (parts.userInfo() != null) {
      encoded(Location.of(Location.Kind.USER_INFO), parts.userInfo(), to);
    }
    Location path = Location.of(Location.Kind.PATH);
    int position = 0;
    int start = 1;
    while (start < parts.path().length()) {
      int end = parts.path().indexOf('/', start);
      if (end < 0) {
        end = parts.path().length();
      }
      if (end > start) {
        encoded(path.child(position++), parts.path().substring(start, end), to);
      }
      start = end + 1;
    }
    if (parts.query() != null) {
      FormDecoder.read(parts.query(), Location.of(Location.Kind.QUERY), Layers.NONE, 0, null, to);
    }
    if (parts.fragment() != null) {
      encoded(Location.of(Location.Kind.FRAGMENT), parts.fragment(), to);
    }
  }

  private static void encoded(Location location, String encoded, Unfolding to) {
    String value = PercentDecoder.decode(encoded, false);
    to.value(location, Layers.NONE, 0, value);
    Part part = Part.ofText(location, Layers.NONE, 0, value);
    PercentDecoder.octets(part, encoded, 0, encoded.length(), to);
  }

  private static void header(Header header, Unfolding to) {
    Location location = Location.of(Location.Kind.HEADER).child(header.name());
    to.name(location, Layers.NONE, header.name());
    if (!header.name().equalsIgnoreCase("cookie")) {
      to.value(location, Layers.NONE, 0, header.value());
      return;
    }
    Location cookies = Location.of(Location.Kind.COOKIE);
    int start = 0;
    while (start < header.value().length()) {
      int end = header.value().indexOf(';', start);
      if (end < 0) {
        end = header.value().length();
      }
      String pair = header.value().substring(start, end).trim();
      int equals = pair.indexOf('=');
      Location cookie = cookies.child(equals < 0 ? "" : pair.substring(0, equals));
      to.name(cookie, Layers.NONE, equals < 0 ? "" : pair.substring(0, equals));
      to.value(cookie, Layers.NONE, 0, pair.substring(equals + 1));
      start = end + 1;
    }
  }

  private static void addEncodings(String value, List<String> to) {
    int start = 0;
    while (start <= value.length()) {
      int end = value.indexOf(',', start);
      if (end < 0) {
        end = value.length();
      }
      String encoding = value.substring(start, end).trim().toLowerCase(Locale.ROOT);
      if (!encoding.isEmpty() && !encoding.equals("identity")) {
        to.add(encoding);
      }
      start = end + 1;
    }
  }

  /** Takes off the declared encodings, last applied first; then the rest is up to the decoders. */
  private static void body(
      byte[] bytes, @Nullable String type, List<String> encodings, Unfolding to) {
    Part part =
        new Part(Location.of(Location.Kind.BODY), Layers.NONE, 0, bytes, null, type, null, true);
    for (int i = encodings.size() - 1; i >= 0; i--) {
      byte[] raw = part.bytes();
      if (raw == null) {
        break;
      }
      String encoding = encodings.get(i);
      byte[] opened;
      switch (encoding) {
        case "gzip", "x-gzip" -> opened = bytes(to.inflater().gunzip(raw, true), part, to);
        case "deflate" -> opened = to.inflater().inflate(raw, true);
        case "br" -> opened = to.inflater().brotli(raw);
        case "zstd" -> opened = bytes(to.inflater().zstandard(raw), part, to);
        default -> {
          to.incomplete(Reason.ENCODING);
          to.add(part);
          return;
        }
      }
      if (opened == null) {
        to.incomplete(Reason.MALFORMED);
        break;
      }
      part = part.opened(encoding, opened);
    }
    to.add(part);
  }

  private static byte @Nullable [] bytes(
      BoundedInflater.@Nullable Opened opened, Part part, Unfolding to) {
    if (opened == null) {
      return null;
    }
    to.strings(part, opened.beside());
    return opened.bytes();
  }
}
