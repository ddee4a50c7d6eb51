package dev.flowguard.rules.payload;

/** Server-sent events: the data of each line. */
final class EventStreamDecoder implements Decoder {
  private static final String DATA = "data:";

  private final boolean isInside;

  /**
   * @param isInside true to look into values
   */
  EventStreamDecoder(boolean isInside) {
    this.isInside = isInside;
  }

  private static final Signs SIGNS = Signs.beginning("de").and(Signs.anyOf(":"));

  @Override
  public Signs signs() {
    return SIGNS;
  }

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null
        || !part.mediaType().equals("text/event-stream")
            && !text.startsWith(DATA + " ")
            && !(text.startsWith("event:") && text.contains("\n" + DATA))) {
      return false;
    }
    if (isInside) {
      to.add(part.innerText("sse", text));
      return true;
    }
    int start = 0;
    int line = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      if (end < 0) {
        end = text.length();
      }
      String content = text.substring(start, end).strip();
      if (content.startsWith(DATA)) {
        content = content.substring(DATA.length()).strip();
      }
      Location place = part.location().child(line++);
      // Not looked at as a value: a stream within a stream would go on in here.
      to.add(Part.ofText(place, part.layers().then("sse"), part.depth() + 1, content));
      start = end + 1;
    }
    return true;
  }
}
