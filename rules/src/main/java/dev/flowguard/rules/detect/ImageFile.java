package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.FileKind;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture, by its magic bytes: what it is named and declared as does not matter. Pixels that
 * count visits, spacers, and specks of up to 8 by 8 pixels show nobody, and are none.
 */
final class ImageFile implements Detector {
  private static final int SPECK = 8;
  private static final int LINE = 2;

  /** Bytes of such a picture; a larger one holds more than it says. */
  private static final int LARGEST_SPECK = 4_096;

  @Override
  public Shape shape() {
    return Shape.IMAGE_FILE;
  }

  @Override
  public int quarters() {
    return 1;
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Binary binary) {
        FileKind kind = FileKind.of(binary.bytes());
        if (kind != null && kind.isImage() && !isSpeck(binary.bytes(), kind)) {
          findings.add(
              new Finding(
                  shape(), List.of(leaf), binary.bytes().length, Secret.of(binary.bytes()), null));
        }
      }
    }
    return findings;
  }

  private static boolean isSpeck(byte[] bytes, FileKind kind) {
    if (bytes.length > LARGEST_SPECK) {
      return false;
    }
    ImageSize size = ImageSize.of(bytes, kind);
    boolean isKnown = size.width() > 0;
    boolean isLine = size.width() <= LINE || size.height() <= LINE;
    return isKnown && (isLine || size.width() <= SPECK && size.height() <= SPECK);
  }
}
