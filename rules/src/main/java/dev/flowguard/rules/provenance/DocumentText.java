package dev.flowguard.rules.provenance;

import dev.flowguard.rules.payload.FileKind;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.UnfoldLimits;
import dev.flowguard.rules.payload.Unfolder;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.OutboundRequest;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What people wrote or put into a captured file that holds other things: the text of a PDF, of an
 * office document's content parts (not of its styles, themes and properties, which many documents
 * share), of an archive's entries; and the files in it.
 */
final class DocumentText {
  /** Parts of office documents (ECMA-376, ODF 1.3) that hold content, by how their names begin. */
  private static final List<String> CONTENT =
      List.of(
          "word/document",
          "word/footnotes",
          "word/endnotes",
          "word/comments",
          "word/header",
          "word/footer",
          "xl/sharedstrings",
          "xl/worksheets/sheet",
          "xl/comments",
          "ppt/slides/slide",
          "ppt/notesslides/",
          "content.xml");

  /** Parts that every office document has, and no other archive. */
  private static final List<String> OFFICE =
      List.of("[content_types].xml", "meta-inf/manifest.xml");

  private final List<String> texts = new ArrayList<>();
  private final List<byte[]> files = new ArrayList<>();

  private DocumentText() {}

  /** Opens a file; nothing comes of one that holds nothing that can be opened. */
  static DocumentText of(byte[] file) {
    DocumentText content = new DocumentText();
    FileKind kind = FileKind.of(file);
    if (kind == FileKind.ZIP || kind == FileKind.PDF) {
      content.read(
          new Unfolder(UnfoldLimits.DEFAULT)
              .unfold(new OutboundRequest("", "", List.of(), new Body.Held(file), "captured")));
    }
    return content;
  }

  List<String> texts() {
    return texts;
  }

  List<byte[]> files() {
    return files;
  }

  private void read(Payload payload) {
    boolean isOffice = false;
    for (Leaf leaf : payload.leaves()) {
      isOffice |= entryBeginsWith(leaf, OFFICE);
    }
    // Of the readings of one part the one behind the most layers is what people see.
    Map<Location, Leaf.Text> deepest = new IdentityHashMap<>();
    List<Location> order = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (isOffice && !isContent(leaf)) {
        continue;
      }
      if (leaf instanceof Leaf.Binary binary && leaf.layers().depth() > 0) {
        files.add(binary.bytes());
      } else if (leaf instanceof Leaf.Text text
          && !text.isName()
          && leaf.layers().depth() > 0
          && !leaf.layers().toString().contains("strings")) {
        if (leaf.layers().toString().equals("pdf")) {
          texts.add(text.value()); // once for each way of reading its fonts
          continue;
        }
        Leaf.Text known = deepest.get(leaf.location());
        if (known == null) {
          order.add(leaf.location());
        }
        if (known == null || known.layers().depth() < leaf.layers().depth()) {
          deepest.put(leaf.location(), text);
        }
      }
    }
    for (Location location : order) {
      Leaf.Text text = deepest.get(location);
      if (text != null) {
        texts.add(text.value());
      }
    }
  }

  private static boolean isContent(Leaf leaf) {
    return entryBeginsWith(leaf, CONTENT)
        || leaf instanceof Leaf.Binary
            && entryBeginsWith(
                leaf, List.of("word/media/", "xl/media/", "ppt/media/", "pictures/"));
  }

  private static boolean entryBeginsWith(Leaf leaf, List<String> beginnings) {
    for (Location at = leaf.location(); at != null; at = at.outer()) {
      String name = at.kind() == Location.Kind.ENTRY ? at.name() : null;
      if (name != null) {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        if (beginnings.stream().anyMatch(lower::startsWith)) {
          return true;
        }
      }
    }
    return false;
  }
}
