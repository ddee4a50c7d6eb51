package dev.flowguard.agent.event;

/** Text that can do nothing where it is shown: it forges no line and steers no terminal. */
public final class Inert {
  /** Longest text in a record or an alert, in UTF-16 units. */
  public static final int LONGEST = 256;

  private Inert() {}

  /** The text, cut at {@value #LONGEST} characters, with no control or format character in it. */
  public static String text(String value) {
    return text(value, LONGEST);
  }

  /**
   * The text without control and format characters.
   *
   * @param longest where it is cut, in UTF-16 units
   */
  public static String text(String value, int longest) {
    int end = Math.min(value.length(), longest);
    StringBuilder out = null;
    for (int i = 0; i < end; i++) {
      int type = Character.getType(value.charAt(i));
      boolean isBad =
          type == Character.CONTROL
              || type == Character.FORMAT
              || type == Character.SURROGATE
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR;
      if (isBad && out == null) {
        out = new StringBuilder(value.substring(0, end));
      }
      if (isBad && out != null) {
        out.setCharAt(i, '?');
      }
    }
    return out == null ? value.substring(0, end) : out.toString();
  }
}
