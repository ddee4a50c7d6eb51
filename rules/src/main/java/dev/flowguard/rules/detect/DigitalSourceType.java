package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import java.nio.charset.StandardCharsets;

/**
 * IPTC's digital source types, by which metadata says how a picture came about.
 *
 * @see <a href="https://cv.iptc.org/newscodes/digitalsourcetype/">IPTC NewsCodes</a>
 */
final class DigitalSourceType {
  private static final String NAME = ":DigitalSourceType";
  private static final String RESOURCE = "resource=";

  /** Characters behind the name in which its value is looked for. */
  private static final int LONGEST = 512;

  private DigitalSourceType() {}

  /** True for the types of what a trained model made, as a URI or as its last word. */
  static boolean isGenerated(String type) {
    String word = type.substring(type.lastIndexOf('/') + 1).strip();
    return word.equals("trainedAlgorithmicMedia")
        || word.equals("compositeWithTrainedAlgorithmicMedia")
        || word.equals("compositeSynthetic");
  }

  /**
   * True if an XMP packet has such a type as the value of an attribute or element of that name (XMP
   * specification, part 1, section 7), whatever its prefix.
   *
   * @param work charged with what is read
   */
  static boolean isGeneratedByXmp(byte[] packet, Work work) {
    work.allocate(2L * packet.length);
    String xml = new String(packet, StandardCharsets.UTF_8);
    int at = xml.indexOf(NAME);
    while (at >= 0) {
      work.allocate(LONGEST);
      int i = at + NAME.length();
      String near = xml.substring(i, Math.min(xml.length(), i + LONGEST));
      if (isGenerated(value(near.stripLeading()))) {
        return true;
      }
      at = xml.indexOf(NAME, i);
    }
    return false;
  }

  /** What follows the name: ="…", >…< or, as an attribute of its own, rdf:resource="…". */
  private static String value(String after) {
    String text = after.startsWith("=") ? after.substring(1).stripLeading() : after;
    if (text.isEmpty()) {
      return "";
    }
    if (!text.startsWith(">") && !text.startsWith("\"") && !text.startsWith("'")) {
      int resource = text.indexOf(RESOURCE);
      if (resource < 0 || text.lastIndexOf('>', resource) >= 0) {
        return "";
      }
      text = text.substring(resource + RESOURCE.length());
    }
    int close = text.isEmpty() ? -1 : text.indexOf(text.startsWith(">") ? '<' : text.charAt(0), 1);
    return close < 0 ? "" : text.substring(1, close);
  }
}
