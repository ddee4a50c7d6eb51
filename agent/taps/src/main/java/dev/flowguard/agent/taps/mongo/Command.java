package dev.flowguard.agent.taps.mongo;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The documents in a command: a message of the kind OP_MSG, or OP_QUERY for older servers. */
final class Command {
  private static final int OP_QUERY = 2004;
  private static final int OP_MSG = 2013;

  private static final int REQUEST_AT = 4;
  private static final int CODE_AT = 12;
  private static final int FLAGS_AT = 16;
  private static final int SECTIONS_AT = 20;
  private static final int HAS_CHECKSUM = 1;

  private final ByteBuffer bytes;
  private final Documents documents;

  /** Where the document is that has the name of the command. */
  private final int body;

  private final String name;
  private final String collection;

  /**
   * @param bytes the message, from its head on, little-endian
   */
  Command(ByteBuffer bytes, Documents documents) {
    this.bytes = bytes;
    this.documents = documents;
    this.body = body();
    Elements beginning = Elements.ofBeginning(bytes, body);
    boolean hasName = body > 0 && beginning.next();
    this.name = hasName ? beginning.name() : "";
    this.collection = hasName ? beginning.text() : "";
  }

  /** Where the body is, or 0. */
  private int body() {
    if (bytes.limit() <= SECTIONS_AT) {
      return 0;
    }
    int code = bytes.getInt(CODE_AT);
    if (code == OP_MSG) {
      return bytes.get(SECTIONS_AT) == 0 ? SECTIONS_AT + 1 : 0;
    }
    return code == OP_QUERY ? afterName(SECTIONS_AT) + 2 * Integer.BYTES : 0;
  }

  /** Where it goes on after a name with a zero at its end. */
  private int afterName(int from) {
    int at = from;
    while (at < bytes.limit() && bytes.get(at) != 0) {
      at++;
    }
    return at + 1;
  }

  /** True if something of it is captured, as far as its beginning says. */
  boolean isWanted() {
    return switch (name) {
      case "insert", "update", "findAndModify", "findandmodify", "distinct" ->
          documents.areWanted(collection);
      case "bulkWrite" -> true;
      default -> false;
    };
  }

  /** Takes all documents that are written, or notes whose reply it will be. */
  void read() {
    switch (name) {
      case "insert" -> {
        for (Value each : values("documents")) {
          documents.one(collection, each.elements(bytes));
        }
      }
      case "update" -> {
        for (Value each : values("updates")) {
          update(collection, each.elements(bytes), "q", "u");
        }
      }
      case "distinct" -> distinct();
      case "bulkWrite" -> writes();
      case "findAndModify", "findandmodify" -> {
        update(collection, elements(), "query", "update");
        new Awaited(bytes.getInt(REQUEST_AT), collection, null).await();
      }
      default -> {
        // none that writes documents or has a reply without a namespace
      }
    }
  }

  private void update(String of, Elements statement, String filter, String change) {
    Update update = new Update(bytes);
    Value changed = null;
    while (statement.next()) {
      if (statement.isNamed(filter) && statement.isDocument()) {
        update.matching(statement.inner());
      } else if (statement.isNamed(change)) {
        changed = statement.value();
      }
    }
    if (changed != null && (changed.isDocument() || changed.isArray())) {
      update.change(changed);
      documents.changed(of, update);
    }
  }

  private void distinct() {
    Elements elements = elements();
    while (elements.next()) {
      if (elements.isNamed("key")) {
        new Awaited(bytes.getInt(REQUEST_AT), collection, elements.text()).await();
      }
    }
  }

  /** What is written to several collections, whose positions in a list are named. */
  private void writes() {
    List<String> collections = new ArrayList<>();
    for (Value each : values("nsInfo")) {
      Elements info = each.elements(bytes);
      String namespace = "";
      while (info.next()) {
        namespace = info.isNamed("ns") ? info.text() : namespace;
      }
      String of = Documents.collection(namespace);
      collections.add(documents.areWanted(of) ? of : "");
    }
    for (Value each : values("ops")) {
      Elements write = each.elements(bytes);
      int at = write.next() ? write.number() : -1;
      if (at >= 0 && at < collections.size() && !collections.get(at).isEmpty()) {
        if (write.isNamed("insert")) {
          inserted(collections.get(at), write);
        } else {
          update(collections.get(at), write, "filter", "updateMods");
        }
      }
    }
  }

  private void inserted(String to, Elements write) {
    while (write.next()) {
      if (write.isNamed("document") && write.isDocument()) {
        documents.one(to, write.inner());
      }
    }
  }

  private Elements elements() {
    return new Elements(bytes, body, bytes.limit());
  }

  /** The documents of a list, which is in the body or a section of its own. */
  private List<Value> values(String list) {
    List<Value> values = new ArrayList<>();
    Elements elements = elements();
    while (elements.next()) {
      if (elements.isNamed(list) && elements.isArray()) {
        Elements inner = elements.inner();
        while (inner.next()) {
          if (inner.isDocument()) {
            values.add(inner.value());
          }
        }
      }
    }
    if (bytes.getInt(CODE_AT) == OP_MSG) {
      sections(list, values);
    }
    return values;
  }

  /** Adds the documents of the sections behind the body that have this name. */
  private void sections(String list, List<Value> to) {
    boolean hasChecksum = (bytes.getInt(FLAGS_AT) & HAS_CHECKSUM) != 0;
    int limit = bytes.limit() - (hasChecksum ? Integer.BYTES : 0);
    int at = body + Elements.length(bytes, body, limit);
    // A byte for the kind, then the length, which counts itself.
    while (at > body && limit - at > 1 + Integer.BYTES && bytes.get(at) == 1) {
      int end = at + 1 + Math.max(Integer.BYTES, Math.min(bytes.getInt(at + 1), limit - at - 1));
      int name = at + 1 + Integer.BYTES;
      int next = Math.min(afterName(name), end);
      if (Elements.isText(bytes, name, next - 1, list)) {
        for (int length = Elements.length(bytes, next, end);
            length > 0;
            length = Elements.length(bytes, next, end)) {
          to.add(new Value(Elements.DOCUMENT, next, next + length));
          next += length;
        }
      }
      at = end;
    }
  }
}
