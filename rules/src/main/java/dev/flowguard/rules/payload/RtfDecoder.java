package dev.flowguard.rules.payload;

/** The text of an RTF file, by its first bytes. The file itself is a leaf too. */
final class RtfDecoder implements Decoder {
  @Override
  public boolean mayOpen(byte[] bytes, String mediaType) {
    return FileKind.of(bytes) == FileKind.RTF;
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    byte[] bytes = part.bytes();
    if (bytes == null || FileKind.of(bytes) != FileKind.RTF) {
      return false;
    }
    to.file(part, bytes);
    String text = RtfText.of(bytes, to.work());
    if (!text.isBlank() && to.decoded(text.length())) {
      to.add(part.innerText("rtf", text));
    }
    return true;
  }
}
