package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.FileKind;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.List;

/** A picture, by its magic bytes: what it is named and declared as does not matter. */
final class ImageFile implements Detector {
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
        if (kind != null && kind.isImage()) {
          findings.add(
              new Finding(
                  shape(), List.of(leaf), binary.bytes().length, Secret.of(binary.bytes()), null));
        }
      }
    }
    return findings;
  }
}
