package dev.flowguard.rules.stream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The texts of one stream by their keys. */
final class Values {
  private static final int MOST_PLACES = 10_000;

  private final Room room;
  private final Keys keys;
  private final List<Shown> all = new ArrayList<>();
  private List<StreamValue> shown = List.of();
  private boolean isChanged;
  private long events;

  Values(Room room) {
    this.room = room;
    keys = new Keys(room);
  }

  /**
   * Adds the strings of an event.
   *
   * @param name of the event, used where the type is missing
   */
  void add(Event event, @Nullable String name) {
    events++;
    String type = event.type();
    keys.begin(type == null ? name : type, event.numbers());
    for (Event.Text text : event.texts()) {
      add(text.at(), text.value());
    }
  }

  /**
   * Adds plain text.
   *
   * @param isContinued true if it belongs to the event before
   */
  void add(@Nullable String type, String text, boolean isContinued) {
    events += isContinued ? 0 : 1;
    Key key = text.isEmpty() ? null : keys.text(type);
    if (key != null) {
      add(key, text);
    }
  }

  /** Adds a string of the event that was added last. */
  void add(Step at, String piece) {
    isChanged = true;
    Key known = keys.knownGroup(at);
    Group group = known == null ? null : known.group();
    if (group != null && group.isSure()) {
      group.add(piece);
      return;
    }
    Key key = keys.key(at);
    if (key != null) {
      add(key, piece);
    }
  }

  private void add(Key key, String piece) {
    isChanged = true;
    Place place = key.place();
    if (place == null) {
      if (all.size() == MOST_PLACES) {
        room.leaveOut();
        return;
      }
      place = new Place(key, room);
      key.setPlace(place);
      key.setGroup(key.isNumbered() ? group(key) : null);
      all.add(place);
    }
    int before = place.events();
    place.add(piece, events);
    Group group = key.group();
    if (group != null && !place.isLabel()) {
      group.add(place, piece, before);
    }
  }

  private @Nullable Group group(Key key) {
    Key common = keys.group(key);
    if (common == null) {
      return null;
    }
    Group group = common.group();
    if (group == null && all.size() < MOST_PLACES) {
      group = new Group(common, room);
      common.setGroup(group);
      all.add(group);
    }
    return group;
  }

  /** The same list until something was added. */
  List<StreamValue> shown() {
    if (isChanged) {
      List<StreamValue> values = new ArrayList<>();
      for (Shown each : all) {
        StreamValue value = each.shown();
        if (value != null && !value.text().isEmpty()) {
          values.add(value);
        }
      }
      shown = List.copyOf(values);
      isChanged = false;
    }
    return shown;
  }
}
