package dev.flowguard.rules.provenance;

import org.jspecify.annotations.Nullable;

/**
 * Captured values by the hash of what they are, open-addressed. Not thread-safe; the owner locks.
 */
final class Values {
  private static final int FEWEST = 64;

  private @Nullable Captured[] places = new Captured[FEWEST];
  private int used;

  Values() {}

  Values(Values other, Copies copies) {
    places = new Captured[other.places.length];
    for (int i = 0; i < places.length; i++) {
      Captured each = other.places[i];
      places[i] = each == null ? null : copies.of(each);
    }
    used = other.used;
  }

  /** The living value that is the same, or null. */
  @Nullable Captured find(long value, String category, boolean isPinned, long owner, long name) {
    int at = home(value, places.length);
    for (Captured each = places[at]; each != null; each = places[at]) {
      if (each.value() == value
          && !each.isDead
          && each.owner() == owner
          && each.name() == name
          && each.isPinned() == isPinned
          && each.share.category().equals(category)) {
        return each;
      }
      at = at + 1 == places.length ? 0 : at + 1;
    }
    return null;
  }

  void add(Captured captured) {
    if ((used + 1) * 5 > places.length * 4) {
      rebuild();
    }
    int at = home(captured.value(), places.length);
    while (places[at] != null) {
      at = at + 1 == places.length ? 0 : at + 1;
    }
    places[at] = captured;
    used++;
  }

  /** Drops what is dead; the old places are kept until the new ones are complete. */
  void rebuild() {
    int living = 0;
    for (Captured each : places) {
      living += each != null && !each.isDead ? 1 : 0;
    }
    @Nullable Captured[] rebuilt = new Captured[Math.max(FEWEST, living / 2 * 3)];
    for (Captured each : places) {
      if (each != null && !each.isDead) {
        int at = home(each.value(), rebuilt.length);
        while (rebuilt[at] != null) {
          at = at + 1 == rebuilt.length ? 0 : at + 1;
        }
        rebuilt[at] = each;
      }
    }
    places = rebuilt;
    used = living;
  }

  private static int home(long value, int places) {
    return (int) ((value >>> 32) * places >>> 32);
  }

  long bytes() {
    return 4L * places.length;
  }
}
