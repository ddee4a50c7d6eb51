package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Outline;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Signs;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A pre-signed link to stored objects: whoever has it can fetch the file. With or without a scheme,
 * in one line or broken at the width of a mail. What makes it one: {@link LinkSignature}.
 */
final class SignedLink implements Detector {
  private static final int LONGEST = 8_192;

  /** Of a character of a link. */
  private static final int LINK_STEPS = 24;

  /** Lines that are broken by a program are about this long, or longer. */
  private static final int LINE = 60;

  private static final Signs SIGNS = Signs.allOf("/?=").or(Signs.allOf("/_="));

  @Override
  public Shape shape() {
    return Shape.SIGNED_LINK;
  }

  @Override
  public int quarters() {
    return 2;
  }

  @Override
  public Signs signs() {
    return SIGNS;
  }

  @Override
  public boolean mayFind(CharSequence text, Outline seen, int place) {
    return seen.has('\n') || LinkSignature.mayBeIn(text);
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text) {
        String link = find(text.value(), payload.work());
        if (!link.isEmpty()) {
          findings.add(new Finding(shape(), List.of(leaf), link.length(), Secret.of(link), null));
        }
      }
    }
    return findings;
  }

  /** The first such link in a text, or nothing. */
  private static String find(String text, Work work) {
    int from = 0;
    int query = text.indexOf('?');
    int token = text.indexOf(LinkSignature.BUNNY_PATH);
    while (query >= 0 || token >= 0) {
      int at = query < 0 || token >= 0 && token < query ? token : query;
      int start = at;
      while (start > from && at - start < LONGEST) {
        int before = isPart(text.charAt(start - 1)) ? start - 1 : breakStart(text, start, work);
        if (before < from || before == start) {
          break;
        }
        start = before;
      }
      int end = at;
      while (end < text.length() && end - at < LONGEST) {
        int after = isPart(text.charAt(end)) ? end + 1 : breakEnd(text, end, work);
        if (after == end) {
          break;
        }
        end = after;
      }
      work.charge((long) LINK_STEPS * (end - start));
      String link = inOneLine(text, start, end);
      if (LinkSignature.isIn(link)) {
        return link;
      }
      from = Math.max(end, at + 1);
      // Each looked for again only once it is passed: a text may be full of the other.
      query = query >= 0 && query < from ? text.indexOf('?', from) : query;
      token = token >= 0 && token < from ? text.indexOf(LinkSignature.BUNNY_PATH, from) : token;
    }
    return "";
  }

  private static boolean isPart(char c) {
    return c > ' ' && c != '"' && c != '<' && c != '>' && c != '\\' && c != '`';
  }

  /** Behind a line break that a program has put into a link; the same place if there is none. */
  private static int breakEnd(String text, int at, Work work) {
    int end = at;
    if (end < text.length() && text.charAt(end) == '\r') {
      end++;
    }
    if (end >= text.length() || text.charAt(end) != '\n') {
      return at;
    }
    end++;
    boolean goesOn = end < text.length() && isPart(text.charAt(end));
    return goesOn && isLongLine(text, at, work) ? end : at;
  }

  /** Before such a line break; the same place if there is none. */
  private static int breakStart(String text, int at, Work work) {
    int start = at;
    if (start > 0 && text.charAt(start - 1) == '\n') {
      start--;
    }
    if (start == at) {
      return at;
    }
    if (start > 0 && text.charAt(start - 1) == '\r') {
      start--;
    }
    boolean goesOn = start > 0 && isPart(text.charAt(start - 1));
    return goesOn && isLongLine(text, start, work) ? start : at;
  }

  private static boolean isLongLine(String text, int end, Work work) {
    work.charge(LINE);
    for (int i = end - 1; i >= 0 && end - i <= LINE; i--) {
      if (text.charAt(i) == '\n') {
        return false;
      }
    }
    return end >= LINE;
  }

  private static String inOneLine(String text, int start, int end) {
    String link = text.substring(start, end);
    return link.indexOf('\n') < 0 ? link : link.replace("\r", "").replace("\n", "");
  }
}
