package dev.flowguard.rules.capture;

import dev.flowguard.rules.payload.FileKind;
import dev.flowguard.rules.payload.Leaf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of a multipart body that is open at the end of a section. */
final class OpenPart implements OpenContent {
  /** A longer one is not carried on. */
  private static final int LONGEST_HEAD = 8 << 10;

  private static final int MAGIC = 64;
  private static final byte[] NONE = {};

  /** Bytes that no decoder takes for a text or a known kind of file. */
  private static final byte[] ANY_FILE = new byte[MAGIC];

  static {
    for (int i = 0; i < MAGIC; i++) {
      ANY_FILE[i] = (byte) (i % 2 == 0 ? 0x81 + i : 0x01 + i % 7);
    }
  }

  private final String type;
  private final Delimiter delimiter;

  /** Of the part, from its delimiter on; empty where no part is open, or it is not known which. */
  private byte[] head = NONE;

  /** True for a file that has parts of its own. */
  private boolean isDocument;

  OpenPart(String type, Delimiter delimiter) {
    this.type = type;
    this.delimiter = delimiter;
  }

  @Override
  public BodyReader read(byte[] section) {
    int first = delimiter.find(section, 0);
    List<BodyReader> pieces = new ArrayList<>(2);
    BodyReader continued =
        continued(first < 0 ? section : Arrays.copyOf(section, withoutBreak(section, first)));
    if (continued != null) {
      pieces.add(continued);
    }
    if (first >= 0) {
      byte[] rest = Arrays.copyOfRange(section, first, section.length);
      pieces.add(BodyReader.open(rest, type, null));
    }
    return BodyReader.joined(pieces, type);
  }

  private @Nullable BodyReader continued(byte[] content) {
    if (head.length == 0 || content.length == 0) {
      return null;
    }
    if (Noise.is(content)) {
      Leaf.Binary file = BodyReader.open(OpenContent.concat(head, ANY_FILE), type, null).file();
      if (file != null) {
        return isDocument ? null : BodyReader.ofFile(withBytes(file, content), type);
      }
    }
    return BodyReader.open(OpenContent.concat(head, content), type, null);
  }

  private static Leaf.Binary withBytes(Leaf.Binary file, byte[] content) {
    return new Leaf.Binary(
        file.location(), file.layers(), content, file.declaredType(), file.fileName());
  }

  @Override
  public int next(byte[] section) {
    int overlap = OpenContent.overlap(section);
    int at = delimiter.find(section, 0);
    while (at >= 0 && at < overlap) {
      int end = headEnd(section, at);
      boolean isLast = isClosing(section, at);
      if (!isLast && (end < 0 || end > overlap) && section.length - at < LONGEST_HEAD) {
        return at; // read again with the rest of its head
      }
      boolean isKnown = !isLast && end >= 0;
      head = isKnown ? Arrays.copyOfRange(section, at, end) : NONE;
      if (isKnown) {
        FileKind kind =
            FileKind.of(Arrays.copyOfRange(section, end, Math.min(section.length, end + MAGIC)));
        isDocument = kind != null && kind.hasParts();
      }
      at = delimiter.find(section, Math.max(end, at + delimiter.length()));
    }
    return overlap;
  }

  @Override
  public void skip(boolean isFile) {
    if (!isFile) {
      head = NONE;
    }
  }

  @Override
  public boolean mayDrop(byte[] bytes) {
    return delimiter.find(bytes, 0) < 0 && Noise.is(bytes);
  }

  private boolean isClosing(byte[] section, int at) {
    int end = at + delimiter.length();
    return end + 1 < section.length && section[end] == '-' && section[end + 1] == '-';
  }

  /** Behind the empty line that ends the head of a part; -1 if it does not end here. */
  private static int headEnd(byte[] section, int at) {
    boolean isEmpty = false;
    int most = Math.min(section.length, at + LONGEST_HEAD);
    for (int i = at; i < most; i++) {
      if (section[i] == '\n') {
        if (isEmpty) {
          return i + 1;
        }
        isEmpty = true;
      } else if (section[i] != '\r') {
        isEmpty = false;
      }
    }
    return -1;
  }

  private static int withoutBreak(byte[] section, int end) {
    int at = end;
    if (at > 0 && section[at - 1] == '\n') {
      at--;
    }
    return at > 0 && section[at - 1] == '\r' ? at - 1 : at;
  }
}
