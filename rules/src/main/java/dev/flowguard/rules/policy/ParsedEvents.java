package dev.flowguard.rules.policy;

import java.util.List;
import java.util.NoSuchElementException;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.parser.Parser;

/** Events that were looked at already, to be composed without parsing the text again. */
final class ParsedEvents implements Parser {
  private final List<Event> events;
  private int next;

  ParsedEvents(List<Event> events) {
    this.events = events;
  }

  @Override
  public boolean hasNext() {
    return next < events.size();
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return hasNext() && events.get(next).getEventId() == choice;
  }

  @Override
  public Event peekEvent() {
    if (!hasNext()) {
      throw new NoSuchElementException("the document has ended");
    }
    return events.get(next);
  }

  @Override
  public Event next() {
    Event event = peekEvent();
    next++;
    return event;
  }
}
