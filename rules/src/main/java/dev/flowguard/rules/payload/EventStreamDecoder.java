package dev.flowguard.rules.payload;

/** Server-sent events: the data of each line. */
final class EventStreamDecoder implements Decoder {
  private static final String DATA = "data:";

  @Override
  public boolean open(Part part, Unfolding to) {
    String text = part.text();
    if (text == null
        || !part.mediaType().equals("text/event-stream")
            && !text.startsWith(DATA + " ")
            && !text.startsWith("event:")) {
      return false;
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
      to.value(part.location().child(line++), part.layers().then("sse"), part.depth() + 1, content);
      start = end + 1;
    }
    return true;
  }
}
