package dev.flowguard.rules.payload.compound;

import static dev.flowguard.rules.payload.compound.CompoundFile.int32;

import dev.flowguard.rules.inspection.Work;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The subject, bodies and attachments of an Outlook message ([MS-OXMSG], section 2.1.3), those of
 * messages within it too. A body in RTF is compressed ([MS-OXRTFCP]).
 */
final class MessageText {
  /** How the names of streams begin that hold a property, before its number and its type. */
  private static final String PROPERTY = "__substg1.0_";

  private static final String SUBJECT = "0037";
  private static final String BODY = "1000";
  private static final String HTML = "1013";
  private static final String RTF = "1009";
  private static final String ATTACHED = "3701";
  private static final String UNICODE = "001f";
  private static final String NARROW = "001e";
  private static final String BYTES = "0102";

  private static final int RTF_HEAD = 16;
  private static final int COMPRESSED = 0x75465a4c;
  private static final int PLAIN = 0x414c454d;
  private static final int WINDOW = 4_096;

  /** What the window begins with (section 2.1.2.1). */
  private static final String FIRST =
      "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
          + "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0"
          + "\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

  /** Output of one byte of input at most: a reference of two bytes gives 17. */
  private static final int MOST_GROWTH = 9;

  private MessageText() {}

  /** Reads what of a stream people see; nothing for a stream that has nothing such. */
  static void read(CompoundFile file, CompoundFile.Entry entry, CompoundText.Sink to, Work work) {
    String name = entry.name().toLowerCase(Locale.ROOT);
    if (!name.startsWith(PROPERTY) || name.length() < PROPERTY.length() + 8) {
      return;
    }
    String property = name.substring(PROPERTY.length(), PROPERTY.length() + 4);
    String type = name.substring(PROPERTY.length() + 4, PROPERTY.length() + 8);
    switch (property) {
      case SUBJECT, BODY, HTML -> {
        byte[] bytes = file.stream(entry);
        String mediaType = property.equals(HTML) ? "text/html" : "text/plain";
        if (type.equals(UNICODE)) {
          to.text(new String(bytes, StandardCharsets.UTF_16LE), mediaType);
        } else if (type.equals(NARROW) || type.equals(BYTES)) {
          to.part(bytes, mediaType);
        }
      }
      case RTF -> {
        byte[] rtf = decompressed(file.stream(entry), work);
        if (rtf != null) {
          to.part(rtf, "application/rtf");
        }
      }
      case ATTACHED -> {
        if (type.equals(BYTES)) {
          to.part(file.stream(entry), "");
        }
      }
      default -> {}
    }
  }

  private static byte @Nullable [] decompressed(byte[] packed, Work work) {
    if (packed.length <= RTF_HEAD) {
      return null;
    }
    int size = int32(packed, 4);
    int kind = int32(packed, 8);
    if (kind == PLAIN) {
      work.allocate(packed.length);
      return java.util.Arrays.copyOfRange(packed, RTF_HEAD, packed.length);
    }
    if (kind != COMPRESSED || size <= 0) {
      return null;
    }
    long most = Math.min(size, (long) MOST_GROWTH * packed.length);
    work.allocate(most + WINDOW);
    work.charge(2 * most);
    byte[] out = new byte[(int) most];
    byte[] window = new byte[WINDOW];
    byte[] first = FIRST.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(first, 0, window, 0, first.length);
    int write = first.length;
    int done = 0;
    int at = RTF_HEAD;
    while (at < packed.length && done < out.length) {
      int flags = packed[at++];
      for (int bit = 0; bit < 8 && at < packed.length && done < out.length; bit++) {
        if ((flags & 1 << bit) == 0) {
          window[write++ % WINDOW] = packed[at];
          out[done++] = packed[at++];
          continue;
        }
        if (at + 1 >= packed.length) {
          return java.util.Arrays.copyOf(out, done);
        }
        int reference = (packed[at] & 0xff) << 8 | packed[at + 1] & 0xff;
        at += 2;
        int read = reference >> 4;
        if (read == write % WINDOW) {
          return java.util.Arrays.copyOf(out, done); // the end
        }
        for (int i = 0; i < (reference & 0xf) + 2 && done < out.length; i++) {
          byte b = window[(read + i) % WINDOW];
          window[write++ % WINDOW] = b;
          out[done++] = b;
        }
      }
    }
    return java.util.Arrays.copyOf(out, done);
  }
}
