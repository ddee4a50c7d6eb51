package dev.flowguard.rules.stream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The places whose keys differ in numbers alone. If most of them occur in one event only, the
 * numbers count events, and the pieces are one text in the order in which they came; so did
 * text-generation-inference until its pull request 1648.
 */
final class Group implements Shown {
  /** Places from which on this is looked at. */
  private static final int FEWEST = 4;

  /** One place in so many may occur more than once. */
  private static final int REPEATED = 4;

  /** Places from which on no more are made: each would have a key of its own. */
  private static final int SURE = 64;

  private final Key key;
  private final Room room;

  /** Emptied once it is known what the numbers are. */
  private final List<Place> places = new ArrayList<>();

  private int count;
  private int repeated;
  private boolean isVaried;
  private boolean isEnded;
  private @Nullable Joined text;

  Group(Key key, Room room) {
    this.key = key;
    this.room = room;
  }

  /**
   * Notes a string that a place has taken.
   *
   * @param before events that had a string there before
   */
  void add(Place place, String piece, int before) {
    if (isEnded) {
      return;
    }
    count += before == 0 ? 1 : 0;
    repeated += before == 1 && place.events() == 2 ? 1 : 0;
    if (count >= FEWEST && repeated * REPEATED > count) {
      end();
    } else if (text != null) {
      append(text, piece);
    } else {
      if (before == 0) {
        places.add(place);
      }
      if (count == FEWEST) {
        join();
      }
    }
  }

  private void join() {
    Joined joined = new Joined(key, room);
    for (Place each : places) {
      append(joined, each.text());
    }
    places.clear();
    text = joined;
  }

  private void append(Joined joined, String piece) {
    isVaried |= joined.length() > 0 && !joined.isBeginningOf(piece);
    joined.append(piece, 0);
  }

  private void end() {
    isEnded = true;
    places.clear();
    if (text != null) {
      text.clear();
      text = null;
    }
  }

  /** Takes a string without a place of its own. Only if {@link #isSure()}. */
  void add(String piece) {
    if (text != null) {
      append(text, piece);
    }
  }

  /** True if the pieces are one text. */
  boolean isJoined() {
    return text != null;
  }

  boolean isSure() {
    return text != null && count >= SURE;
  }

  @Override
  public @Nullable StreamValue shown() {
    return text == null || !isVaried ? null : text.value();
  }
}
