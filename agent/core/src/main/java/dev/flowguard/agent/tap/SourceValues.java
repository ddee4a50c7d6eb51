package dev.flowguard.agent.tap;

import dev.flowguard.rules.capture.BodyReader;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.policy.MessagePlace;
import dev.flowguard.rules.policy.Source;
import dev.flowguard.rules.provenance.ProtectedContent.FilePiece;
import dev.flowguard.rules.provenance.ProtectedContent.Value;
import dev.flowguard.rules.vocabulary.Match;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values that the sources of one body take out of it. Immutable. */
final class SourceValues {
  private final List<DeclaredSource<Source.Messages>> sources;
  private final List<@Nullable String> owners;
  private final List<@Nullable String> documents;
  private final @Nullable String peer;

  /** True if owners and documents are those of the body too, and not of its head alone. */
  private final boolean isNamed;

  /**
   * @param owners of each source, as far as the head names them
   * @param documents of each source, as far as the head names them
   * @param peer the service with which it is exchanged; null for what the application serves
   */
  SourceValues(
      List<DeclaredSource<Source.Messages>> sources,
      List<@Nullable String> owners,
      List<@Nullable String> documents,
      @Nullable String peer) {
    this(sources, owners, documents, peer, false);
  }

  private SourceValues(
      List<DeclaredSource<Source.Messages>> sources,
      List<@Nullable String> owners,
      List<@Nullable String> documents,
      @Nullable String peer,
      boolean isNamed) {
    this.sources = sources;
    this.owners = owners;
    this.documents = documents;
    this.peer = peer;
    this.isNamed = isNamed;
  }

  List<DeclaredSource<Source.Messages>> sources() {
    return sources;
  }

  /**
   * The same for the sections of a body that come after this one.
   *
   * @param name of the document where the body has none
   */
  SourceValues ofSections(BodyReader first, String name) {
    List<@Nullable String> ofBody = new ArrayList<>();
    List<@Nullable String> named = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      ofBody.add(owner(first, i));
      String document = document(first, i);
      named.add(document == null ? name : document);
    }
    return new SourceValues(sources, ofBody, named, peer, true);
  }

  /** Takes all values, and counts them. */
  List<Value> take(BodyReader reader) {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      int before = values.size();
      addValues(reader, i, document(reader, i), values);
      sources.get(i).captured(values.size() - before);
    }
    return values;
  }

  /** Takes all values as a provisional document of this name, without counting them. */
  List<Value> takeProvisional(String document, BodyReader reader) {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      addValues(reader, i, document, values);
    }
    return values;
  }

  /** Counts that of the body only a part is known. */
  void partly() {
    for (DeclaredSource<Source.Messages> source : sources) {
      source.partly();
    }
  }

  private void addValues(BodyReader reader, int number, @Nullable String document, List<Value> to) {
    DeclaredSource<Source.Messages> source = sources.get(number);
    String owner = owner(reader, number);
    for (Leaf leaf : reader.take(source.source().selection())) {
      Object content = content(reader, leaf, source.match());
      if (content != null) {
        to.add(
            new Value(
                source.category(),
                source.match(),
                source.source().declared(),
                content,
                owner,
                document,
                peer));
      }
    }
  }

  private @Nullable String owner(BodyReader reader, int source) {
    MessagePlace place = sources.get(source).source().selection().owner();
    return place == null || isKnown(place) ? owners.get(source) : reader.textAt(place);
  }

  private @Nullable String document(BodyReader reader, int source) {
    MessagePlace place = sources.get(source).source().selection().document();
    return place == null || isKnown(place) ? documents.get(source) : reader.textAt(place);
  }

  private boolean isKnown(MessagePlace place) {
    return isNamed || place.where().isHead();
  }

  /** The text or file of a value; null if it is too short to be recognised. */
  private static @Nullable Object content(BodyReader reader, Leaf leaf, Match match) {
    if (leaf instanceof Leaf.Binary binary) {
      return reader.isPiece(leaf) ? new FilePiece(binary.bytes()) : binary.bytes();
    }
    if (!(leaf instanceof Leaf.Text text)) {
      return null;
    }
    return Letters.areEnough(text.value(), match) ? text.value() : null;
  }
}
