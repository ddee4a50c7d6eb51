package dev.flowguard.rules.provenance;

import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.inspection.Work;
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
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

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

  /** The same, and the pictures in them. */
  private static final List<String> ALL =
      Stream.concat(
              CONTENT.stream(), Stream.of("word/media/", "xl/media/", "ppt/media/", "pictures/"))
          .toList();

  /** Bytes of a place that was looked at. */
  private static final int STEP = 64;

  /** Parts that every office document has, and no other archive. */
  private static final List<String> OFFICE =
      List.of("[content_types].xml", "meta-inf/manifest.xml");

  private final List<String> texts = new ArrayList<>();
  private final List<byte[]> files = new ArrayList<>();

  /** Whether a place is in a part whose name begins so; many leaves share their places. */
  private final Map<Location, Boolean> inOffice = new IdentityHashMap<>();

  private final Map<Location, Boolean> inContent = new IdentityHashMap<>();
  private final Map<Location, Boolean> inAll = new IdentityHashMap<>();
  private boolean isPartial;

  private DocumentText() {}

  /** True if its work was used up, so that there is more in it than was read. */
  boolean isPartial() {
    return isPartial;
  }

  /** Opens a file; nothing comes of one that holds nothing that can be opened. */
  static DocumentText of(byte[] file) {
    DocumentText content = new DocumentText();
    FileKind kind = FileKind.of(file);
    if (kind == FileKind.ZIP || kind == FileKind.PDF) {
      Payload payload =
          new Unfolder(UnfoldLimits.DEFAULT)
              .unfold(new OutboundRequest("", "", List.of(), new Body.Held(file), "captured"));
      content.isPartial =
          payload.inspection() instanceof Inspection.Incomplete incomplete
              && incomplete.reasons().contains(Inspection.Reason.WORK);
      try {
        content.read(payload);
      } catch (Work.UsedUp e) {
        content.isPartial = true;
      }
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
      isOffice |= isIn(leaf.location(), OFFICE, inOffice, payload.work());
    }
    // Of the readings of one part the one behind the most layers is what people see.
    Map<Location, Leaf.Text> deepest = new IdentityHashMap<>();
    List<Location> order = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (isOffice && !isContent(leaf, payload.work())) {
        continue;
      }
      if (leaf instanceof Leaf.Binary binary && leaf.layers().depth() > 0) {
        files.add(binary.bytes());
      } else if (leaf instanceof Leaf.Text text
          && !text.isName()
          && leaf.layers().depth() > 0
          && !leaf.layers().isPart()
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

  private boolean isContent(Leaf leaf, Work work) {
    return leaf instanceof Leaf.Binary
        ? isIn(leaf.location(), ALL, inAll, work)
        : isIn(leaf.location(), CONTENT, inContent, work);
  }

  /**
   * True if a place is in an entry whose name begins in one of these ways.
   *
   * @param known of places that were looked at before
   */
  private static boolean isIn(
      Location location, List<String> beginnings, Map<Location, Boolean> known, Work work) {
    List<Location> seen = new ArrayList<>();
    boolean is = false;
    for (Location at = location; at != null && !is; at = at.outer()) {
      Boolean before = known.get(at);
      if (before != null) {
        is = before;
        break;
      }
      seen.add(at);
      String name = at.name();
      work.allocate(STEP);
      if (name != null && isEntry(at)) {
        work.allocate(name.length());
        is = beginnings.stream().anyMatch(name.toLowerCase(Locale.ROOT)::startsWith);
      }
    }
    for (Location each : seen) {
      known.put(each, is);
    }
    return is;
  }

  /** True for the name of an entry itself: it is the first step of its kind. */
  private static boolean isEntry(Location location) {
    Location outer = location.outer();
    return outer != null && outer.isRoot() && outer.kind() == Location.Kind.ENTRY;
  }
}
