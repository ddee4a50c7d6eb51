package dev.flowguard.rules.provenance;

import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.UnfoldLimits;
import dev.flowguard.rules.payload.Unfolder;
import java.util.ArrayList;
import java.util.List;

/**
 * What people wrote or put into a captured file: its text, if it is a text in some charset; the
 * text of a PDF, of an office document, of an archive's entries; and the files in it.
 */
final class DocumentText {
  private final List<String> texts = new ArrayList<>();
  private final List<byte[]> files = new ArrayList<>();
  private final boolean isPartial;
  private boolean isText = true;

  /** Nothing that could be opened. */
  private DocumentText() {
    isPartial = false;
    isText = false;
  }

  private DocumentText(Payload payload) {
    isPartial =
        payload.inspection() instanceof Inspection.Incomplete incomplete
            && incomplete.reasons().contains(Inspection.Reason.WORK);
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text) {
        texts.add(text.value());
      } else if (leaf instanceof Leaf.Binary binary) {
        isText = false;
        if (leaf.layers().depth() > 0) {
          files.add(binary.bytes());
        }
      }
    }
    isText &= texts.size() == 1;
  }

  /** Opens a file; nothing comes of one that holds nothing that can be opened. */
  static DocumentText of(byte[] file) {
    return new DocumentText(new Unfolder(UnfoldLimits.DEFAULT).read(file));
  }

  /** Of bytes that are not opened. */
  static DocumentText none() {
    return new DocumentText();
  }

  /** True if its work was used up, so that there is more in it than was read. */
  boolean isPartial() {
    return isPartial;
  }

  /** True for a text and nothing else, compressed or not. */
  boolean isText() {
    return isText;
  }

  List<String> texts() {
    return texts;
  }

  List<byte[]> files() {
    return files;
  }
}
