package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.FileKind;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Signs;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture, by its magic bytes: what it is named and declared as does not matter. Pixels that
 * count visits, spacers, specks of up to 8 by 8 pixels, square icons of up to 32 by 32 and strips
 * of them show nobody, and are none. Thumbnails of photos are as small, but not square.
 */
final class ImageFile implements Detector {
  private static final int SPECK = 8;
  private static final int LINE = 2;
  private static final int ICON = 32;

  /** The longer side of a row of icons, in shorter ones. */
  private static final int STRIP = 4;

  /** Bytes of such a picture beside those of its pixels; a larger one holds more than it says. */
  private static final int LARGEST_HEAD = 4_096;

  private static final int BYTES_PER_PIXEL = 4;

  /** Above this a file is no icon, whatever it says of its size. */
  private static final int LARGEST_FILE = 128 << 10;

  @Override
  public Shape shape() {
    return Shape.IMAGE_FILE;
  }

  @Override
  public int quarters() {
    return 1;
  }

  @Override
  public Signs signs() {
    return Signs.NONE;
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Binary binary) {
        FileKind kind = FileKind.of(binary.bytes());
        if (kind != null && kind.isImage() && !isIcon(binary.bytes(), kind)) {
          findings.add(
              new Finding(
                  shape(), List.of(leaf), binary.bytes().length, Secret.of(binary.bytes()), null));
        }
      }
    }
    return findings;
  }

  private static boolean isIcon(byte[] bytes, FileKind kind) {
    if (bytes.length > LARGEST_FILE) {
      return false;
    }
    ImageSize size = ImageSize.of(bytes, kind);
    int shorter = Math.min(size.width(), size.height());
    int longer = Math.max(size.width(), size.height());
    if (shorter == 0 || bytes.length > LARGEST_HEAD + (long) BYTES_PER_PIXEL * shorter * longer) {
      return false;
    }
    boolean isSquare = shorter == longer || longer >= STRIP * shorter;
    return shorter <= LINE || longer <= SPECK || isSquare && shorter <= ICON;
  }
}
