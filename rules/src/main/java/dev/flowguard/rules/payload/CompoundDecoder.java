package dev.flowguard.rules.payload;

import dev.flowguard.rules.inspection.Inspection.Reason;
import dev.flowguard.rules.payload.compound.CompoundText;
import org.jspecify.annotations.Nullable;

/**
 * Word, Excel and PowerPoint files from before 2007 and messages of Outlook, by the magic number of
 * compound files. The file itself is a leaf too.
 */
final class CompoundDecoder implements Decoder {
  /** The stream of an office document with a password ([MS-OFFCRYPTO], 1.3.3), in UTF-16. */
  private static final String ENCRYPTED_PACKAGE =
      "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

  @Override
  public boolean mayOpen(byte[] bytes, String mediaType) {
    return FileKind.of(bytes) == FileKind.OLE2;
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null || FileKind.of(bytes) != FileKind.OLE2) {
      return false;
    }
    to.file(part, bytes);
    to.work().charge(bytes.length);
    if (Bytes.indexOf(bytes, ENCRYPTED_PACKAGE, 0, bytes.length) >= 0) {
      to.incomplete(Reason.ENCRYPTED);
    }
    CompoundText.read(bytes, to.work(), new Inside(part, to));
    return true;
  }

  /** Adds what a compound file holds to the unfolding. */
  private record Inside(Part part, Unfolding to) implements CompoundText.Sink {
    private static final String LAYER = "compound";

    @Override
    public void text(String text, String mediaType) {
      if (!text.isBlank() && to.decoded(text.length())) {
        to.add(typed(null, text, mediaType));
      }
    }

    @Override
    public void part(byte[] bytes, String mediaType) {
      if (bytes.length > 0 && to.decoded(bytes.length)) {
        to.add(typed(bytes, null, mediaType));
      }
    }

    private Part typed(byte @Nullable [] bytes, @Nullable String text, String mediaType) {
      return new Part(
          part.location(),
          part.layers().then(LAYER),
          part.depth() + 1,
          bytes,
          text,
          mediaType,
          null,
          false);
    }

    @Override
    public void encrypted() {
      to.incomplete(Reason.ENCRYPTED);
    }

    @Override
    public void cut() {
      to.incomplete(Reason.WORK);
    }
  }
}
