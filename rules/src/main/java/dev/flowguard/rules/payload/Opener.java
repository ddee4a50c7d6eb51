package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.inspection.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens single values of a request as {@link Unfolder} opens them on the way, and says of what it
 * certainly opens nothing. No state.
 */
public final class Opener {
  /** Shorter values and names are not opened. */
  private static final int SHORTEST_VALUE = Unfolding.SMALLEST_INSIDE;

  private Opener() {}

  /** What a value has that something may be inside. */
  public static Signs signs() {
    return Decoders.VALUE_SIGNS;
  }

  /** False if nothing is certainly inside a value that has the signs. Allocates nothing. */
  public static boolean mayOpen(Outline outline, CharSequence value) {
    if (value.length() < SHORTEST_VALUE) {
      return false;
    }
    return mayOpen(Decoders.VALUE, outline, value);
  }

  private static boolean mayOpen(List<Decoder> decoders, Outline outline, CharSequence text) {
    for (int i = 0; i < decoders.size(); i++) {
      Decoder decoder = decoders.get(i);
      if (outline.has(decoder.signs()) && decoder.mayOpen(text, outline)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A value and all that is inside it.
   *
   * @param depth layers opened so far
   * @param isName true for a name in the payload
   * @param work charged with whatever is read and made
   * @return the leaves, the value first; null if they are not all
   */
  public static @Nullable List<Leaf> open(
      Location location, Layers layers, int depth, String value, boolean isName, Work work) {
    Unfolding to = new Unfolding(UnfoldLimits.DEFAULT, work);
    try {
      if (isName) {
        to.name(location, layers, value);
      } else {
        to.value(location, layers, depth, value);
      }
      to.run();
    } catch (Work.UsedUp e) {
      return null;
    } finally {
      to.close();
    }
    Payload payload = to.payload();
    return payload.inspection() == Inspection.COMPLETE ? payload.leaves() : null;
  }

  /** True if the labels of a host say nothing beside where it is. */
  public static boolean isPlainHost(String host, Work work) {
    Unfolding to = new Unfolding(UnfoldLimits.DEFAULT, work);
    try {
      HostLabels.read(host, to);
      to.run();
    } catch (Work.UsedUp e) {
      return false;
    } finally {
      to.close();
    }
    Payload payload = to.payload();
    return payload.leaves().isEmpty() && payload.inspection() == Inspection.COMPLETE;
  }

  /**
   * True for a body that is read as a text in UTF-8, if it has no control characters and nothing
   * that is malformed in UTF-8.
   *
   * @param type as declared, or null
   */
  public static boolean isText(byte[] body, @Nullable String type) {
    String mediaType = type == null ? "" : MediaType.of(type);
    for (Decoder decoder : Decoders.BYTES) {
      if (decoder.mayOpen(body, mediaType)) {
        return false;
      }
    }
    return type == null
        || MediaType.parameter(type, "charset") == null
        || "utf-8".equalsIgnoreCase(MediaType.parameter(type, "charset"));
  }

  /** True for a form in parts, as declared, that no other decoder opens before. */
  public static boolean isMultipart(byte[] body, @Nullable String type) {
    String mediaType = type == null ? "" : MediaType.of(type);
    if (!MediaType.isMultipart(mediaType)) {
      return false;
    }
    for (Decoder decoder : Decoders.BYTES) {
      if (decoder.mayOpen(body, mediaType)) {
        return decoder instanceof MultipartDecoder;
      }
    }
    return false;
  }

  /** What plain text has that is read as something else. */
  public static Signs textSigns() {
    return Decoders.TEXT_SIGNS;
  }

  /** False if plain text that has the signs is certainly read as nothing else. */
  public static boolean mayOpenText(Outline outline, CharSequence text) {
    return mayOpen(Decoders.TEXT, outline, text);
  }

  /** True for the media type of plain text. */
  public static boolean isPlainText(@Nullable String type) {
    return type != null && MediaType.of(type).equals("text/plain");
  }

  /** True for the media type of a form. */
  public static boolean isForm(@Nullable String type) {
    return type != null && MediaType.isForm(MediaType.of(type));
  }

  /**
   * The place of a field of a form or query.
   *
   * @param name decoded, with its brackets
   */
  public static Location field(Location form, String name) {
    return FormDecoder.field(form, name);
  }
}
