package dev.flowguard.rules.provenance;

import dev.flowguard.rules.detect.Comparison;
import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.detect.Secret;
import dev.flowguard.rules.payload.Leaf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A captured value. Not thread-safe; the owner locks. */
final class Captured {
  private static final int SHORTEST_LINK = 32;
  private static final String DETECTOR = "provenance";

  /** Within this process. */
  private final int id;

  /** Hash of whose it is; 0 where that is not known. */
  private final long owner;

  /** Hash of the application's own name for the document; 0 where there is none. */
  private final long name;

  /** Hash of the value as it was captured. */
  private final long value;

  /** Of its text, as kept when it was captured. */
  private final int grams;

  private final boolean isLong;

  /** The {@link Imprint} of its text; of none once it is dead. */
  private long[] imprint;

  /** Canonical characters of a value that is a link and nothing else; 0 for any other. */
  private final int link;

  /** With copies and parts of it; null while it is alone. */
  private @Nullable Family family;

  /** The source that it counts for. */
  Share share;

  /** Those of the same source that were seen before and after it. */
  @Nullable Captured older;

  @Nullable Captured newer;

  /** In milliseconds of the owner's clock. */
  long seenAt;

  /** In all tables. */
  int entries;

  /** The last of its {@link Parts}; 0 for none. */
  int parts;

  /** By {@link Peers}, while only exchanges with this service have had it. */
  byte peer;

  /** True once every other fingerprint of its text has been dropped for lack of room. */
  boolean isThin;

  /** True once it is known no more. */
  boolean isDead;

  /**
   * @param chosen of its text
   * @param isLong as {@link Winnowing#isLong} says of its text
   */
  Captured(
      int id,
      Share share,
      long owner,
      long name,
      long value,
      Chosen chosen,
      boolean isLong,
      int link) {
    this.id = id;
    this.share = share;
    this.owner = owner;
    this.name = name;
    this.value = value;
    this.grams = chosen.size();
    this.imprint = chosen.imprint();
    this.isLong = isLong;
    this.link = link;
  }

  /** A copy in another memory, in no list of its source. */
  Captured(Captured other, Copies copies) {
    id = other.id;
    owner = other.owner;
    name = other.name;
    value = other.value;
    grams = other.grams;
    isLong = other.isLong;
    imprint = other.imprint;
    link = other.link;
    family = other.family == null ? null : copies.of(other.family);
    share = copies.of(other.share);
    seenAt = other.seenAt;
    entries = other.entries;
    parts = other.parts;
    peer = other.peer;
    isThin = other.isThin;
    isDead = other.isDead;
  }

  int id() {
    return id;
  }

  long owner() {
    return owner;
  }

  long name() {
    return name;
  }

  long value() {
    return value;
  }

  int grams() {
    return grams;
  }

  boolean isLong() {
    return isLong;
  }

  long[] imprint() {
    return imprint;
  }

  /** Lets go of what is not needed of a value that is dead. */
  void release() {
    imprint = Imprint.NONE;
  }

  boolean isPinned() {
    return share.isPinned();
  }

  /** The same object for all that were joined. */
  Object family() {
    return family == null ? this : family.root();
  }

  /** Makes one family of two. */
  void join(Captured other) {
    if (family == null) {
      family = other.family == null ? new Family() : other.family;
    }
    if (other.family == null) {
      other.family = family;
    } else {
      family.join(other.family);
    }
  }

  /** About how many bytes it takes with all its entries. */
  long bytes() {
    return fixedBytes()
        + (long) Memory.ENTRY_BYTES * (isThin ? Math.max(0, entries - grams / 2) : entries);
  }

  /** About how many bytes it takes without entries. */
  long fixedBytes() {
    return Memory.DOCUMENT_BYTES + 8L * imprint.length;
  }

  /** True if it is a link, and a run of this length is all of it: a link is not a phrase. */
  boolean isWholeLink(int length) {
    return link >= SHORTEST_LINK && length >= link;
  }

  /** Where what was found comes from. */
  Finding.Origin origin(boolean isDecisive, Comparison comparison) {
    return new Finding.Origin(
        share.category(),
        share.source(),
        id,
        owner,
        share.millis() - seenAt,
        isDecisive,
        comparison);
  }

  /** A finding of this value as a whole. */
  Finding finding(
      List<Leaf> leaves, int length, Secret content, boolean isDecisive, Comparison.Kind kind) {
    return finding(leaves, length, content, origin(isDecisive, Comparison.of(kind, length)));
  }

  /** A finding of this value, or of a part of it. */
  static Finding finding(List<Leaf> leaves, int length, Secret content, Finding.Origin origin) {
    return new Finding(DETECTOR, leaves, length, content, origin);
  }

  @Override
  public String toString() {
    return "Captured[" + id + "]";
  }
}
