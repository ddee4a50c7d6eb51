package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An e-mail address as people write it (the dot-atom form of RFC 5322, section 3.4.1), found from
 * the sign at outwards. The last label must be one that a top-level domain could have, and none
 * that a file has.
 */
final class EmailAddress implements Detector {
  private static final int LONGEST_LOCAL = 64;
  private static final int LONGEST_DOMAIN = 253;
  private static final String ATOM = ".!#$%&'*+/=?^_`{|}~-";

  /** File endings that stand behind an at sign: {@code logo@2x.png}. */
  private static final Set<String> FILES =
      Set.of("png", "jpg", "jpeg", "gif", "webp", "svg", "css", "js", "mjs", "ts", "json", "html");

  @Override
  public Shape shape() {
    return Shape.EMAIL;
  }

  @Override
  public int quarters() {
    return 1;
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text) {
        scan(text, payload.work(), findings);
      }
    }
    return findings;
  }

  private void scan(Leaf.Text leaf, Work work, List<Finding> findings) {
    String text = leaf.value();
    for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      work.charge(LONGEST_LOCAL + LONGEST_DOMAIN);
      int start = localStart(text, at);
      int end = domainEnd(text, at + 1);
      if (start < at && end > at && !isUserInfo(text, start, end)) {
        String address = text.substring(start, end);
        findings.add(
            new Finding(shape(), List.of(leaf), address.length(), Secret.of(address), null));
        return; // one in a value is enough
      }
    }
  }

  /** {@code https://key@host/1}: what stands before the host of a URL is no mailbox. */
  private static boolean isUserInfo(String text, int start, int end) {
    return start >= 3
        && text.startsWith("://", start - 3)
        && (end == text.length() || "/:?#".indexOf(text.charAt(end)) >= 0);
  }

  private static int localStart(String text, int at) {
    int start = at;
    while (start > 0 && at - start < LONGEST_LOCAL && isLocal(text.charAt(start - 1))) {
      start--;
    }
    // Of an address in a path, a query or a list only the last piece is the mailbox.
    for (int i = at - 1; i >= start; i--) {
      if ("/=&?'`{|}#".indexOf(text.charAt(i)) >= 0) {
        start = i + 1;
        break;
      }
    }
    while (start < at && text.charAt(start) == '.') {
      start++;
    }
    return start;
  }

  private static boolean isLocal(char c) {
    return Character.isLetterOrDigit(c) || ATOM.indexOf(c) >= 0;
  }

  /** Where the domain ends, or -1 if there is none. */
  private static int domainEnd(String text, int start) {
    int end = start;
    int labelStart = start;
    int lastEnd = -1;
    int labels = 0;
    while (end <= text.length() && end - start <= LONGEST_DOMAIN) {
      char c = end < text.length() ? text.charAt(end) : 0;
      if (Character.isLetterOrDigit(c) || c == '-') {
        end++;
        continue;
      }
      if (end == labelStart) {
        break;
      }
      labels++;
      if (labels > 1 && isTopLevel(text, labelStart, end)) {
        lastEnd = end;
      }
      if (c != '.') {
        break;
      }
      end++;
      labelStart = end;
    }
    return lastEnd;
  }

  private static boolean isTopLevel(String text, int start, int end) {
    if (end - start < 2) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (!Character.isLetter(text.charAt(i)) && !text.startsWith("xn--", start)) {
        return false;
      }
    }
    return !FILES.contains(text.substring(start, end).toLowerCase(java.util.Locale.ROOT));
  }
}
