package dev.flowguard.rules.stream;

/** Finds the end of a JSON object, array or string, by quotes and brackets alone. */
final class JsonBounds {
  private int depth;
  private boolean isInString;
  private boolean isEscaped;
  private byte before;

  void start() {
    depth = 0;
    isInString = false;
    isEscaped = false;
    before = ',';
  }

  /** True if the value ends with this byte. */
  boolean isEnd(byte b) {
    if (isInString) {
      if (isEscaped) {
        isEscaped = false;
      } else if (b == '\\') {
        isEscaped = true;
      } else if (b == '"') {
        isInString = false;
        return depth == 0;
      }
      return false;
    }
    if (b > ' ') {
      before = b;
    }
    switch (b) {
      case '"' -> isInString = true;
      case '{', '[' -> depth++;
      case '}', ']' -> {
        depth--;
        return depth <= 0;
      }
      default -> {}
    }
    return false;
  }

  boolean isInString() {
    return isInString;
  }

  /** True if no object can begin here: the end of this value must be missing. */
  boolean isNoPlaceForObject() {
    return !isInString && before != ',' && before != ':' && before != '[';
  }
}
