package dev.flowguard.rules.capture;

import dev.flowguard.rules.payload.FileKind;
import dev.flowguard.rules.payload.Layers;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A body that has no structure which could be followed: a text, or a file. */
final class OpenText implements OpenContent {
  private static final String TEXT = "text/plain";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final @Nullable String type;
  private final boolean isDocument;

  OpenText(@Nullable String type, byte[] head) {
    // In the middle of a form, a value would be read as a name.
    boolean isForm = type != null && type.regionMatches(true, 0, FORM, 0, FORM.length());
    this.type = isForm ? TEXT : type;
    FileKind kind = FileKind.of(head);
    isDocument = kind != null && kind.hasParts();
  }

  @Override
  public BodyReader read(byte[] section) {
    if (!Noise.is(section)) {
      return BodyReader.open(section, type, null);
    }
    Location body = Location.of(Location.Kind.BODY);
    return isDocument
        ? BodyReader.joined(List.of(), type)
        : BodyReader.ofFile(new Leaf.Binary(body, Layers.NONE, section, type, null), type);
  }

  @Override
  public int next(byte[] section) {
    return OpenContent.overlap(section);
  }

  @Override
  public void skip(boolean isFile) {}

  @Override
  public boolean mayDrop(byte[] bytes) {
    return Noise.is(bytes);
  }
}
