package dev.flowguard.rules.judge;

import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files in the parts of a multipart body, looked up when a permit first asks. */
final class SentFiles {
  private final Payload payload;
  private @Nullable Map<Location, Leaf.Binary> files;

  SentFiles(Payload payload) {
    this.payload = payload;
  }

  /** The bytes of the file that is at this place, or null. */
  byte @Nullable [] at(Location place) {
    Map<Location, Leaf.Binary> known = files;
    if (known == null) {
      known = new IdentityHashMap<>();
      payload.work().charge(payload.leaves().size());
      for (Leaf leaf : payload.leaves()) {
        if (leaf instanceof Leaf.Binary binary && binary.location().kind() == Location.Kind.PART) {
          known.putIfAbsent(binary.location(), binary);
        }
      }
      files = known;
    }
    Leaf.Binary file = known.get(place);
    return file == null ? null : file.bytes();
  }
}
