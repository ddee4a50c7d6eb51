package dev.flowguard.rules.provenance;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Finds what HTML and CSS themselves say in a text: tags with the attributes and keywords of the
 * standards, and declarations of styles. An attribute or a declaration counts as a whole, and only
 * if all words of its value are keywords, numbers, colours, fonts or addresses of a standard: what
 * a person wrote into a title or a style is not explained.
 *
 * <p>Vocabulary: HTML Living Standard, SVG 2, CSS snapshot 2024, the fonts and the attributes that
 * mail clients know. Loaded when something known is first found in a request. One pass over the
 * text; no state.
 */
final class StyleSpans {
  private static final int LONGEST_TAG = 2_000;
  private static final int LONGEST_VALUE = 240;
  private static final int LONGEST_NUMBER = 8;
  private static final int LONGEST_WORD = 24;

  private static final Set<String> ELEMENTS =
      words(
          "doctype html head meta link title base style script noscript template slot body header"
              + " footer main nav section article aside address h1 h2 h3 h4 h5 h6 hgroup p hr pre"
              + " blockquote ol ul li dl dt dd figure figcaption div a em strong small s cite q"
              + " dfn abbr ruby rt rp data time code var samp kbd sub sup i b u mark bdi bdo span br"
              + " wbr ins del picture source img iframe embed object param video audio track map"
              + " area table caption colgroup col tbody thead tfoot tr td th form label input button"
              + " select datalist optgroup option textarea output progress meter fieldset legend"
              + " details summary dialog center font svg g path rect circle ellipse line polyline"
              + " polygon text tspan defs symbol use image clippath mask pattern lineargradient"
              + " radialgradient stop filter animate xml endif if mso gte lt ie v o w");

  private static final Set<String> ATTRIBUTES =
      words(
          "lang dir charset name content http equiv property rel href src srcset sizes type media"
              + " id class style width height align valign bgcolor border cellpadding cellspacing"
              + " role target color face size viewbox fill stroke version encoding standalone xmlns"
              + " xlink xml space x y cx cy r rx ry d x1 x2 y1 y2 points transform opacity rule"
              + " linecap linejoin stroke method action value for colspan rowspan nowrap hspace"
              + " vspace background crossorigin integrity async defer loading frameborder allow"
              + " placeholder required checked disabled selected tabindex autocomplete alt title aria"
              + " hidden data itemscope itemtype itemprop html public dtd");

  private static final Set<String> KEYWORDS =
      words(
          // attributes
          "en us gb de fr es pt br it nl ru zh cn ja jp ar hi tr pl ltr rtl utf iso text html css"
              + " javascript charset viewport device width height initial scale minimum maximum user"
              + " scalable no yes shrink to fit viewport cover contain format detection telephone"
              + " date address email url x ua compatible ie edge apple disable message reformatting"
              + " color scheme light dark supported schemes only content type stylesheet preconnect"
              + " icon shortcut presentation blank self button submit hidden image png jpeg gif svg"
              + " noopener noreferrer nofollow anonymous robots index follow referrer origin"
              + " refresh progid true false mobile web app capable"
              // styles
              + " margin padding border top right bottom left radius collapse spacing box sizing"
              + " display block inline flex grid table cell row none position absolute relative fixed"
              + " sticky static float clear both overflow visible auto scroll hidden min max line"
              + " letter word break wrap white space nowrap normal pre font family size weight style"
              + " bold bolder lighter italic oblique variant decoration underline overline through"
              + " align center justify start end between around evenly items self stretch baseline"
              + " middle sub super vertical indent transform uppercase lowercase capitalize"
              + " background image repeat attachment origin clip cover transparent currentcolor"
              + " inherit initial unset revert important solid dashed dotted double groove ridge"
              + " inset outset shadow opacity cursor pointer default list type disc circle square"
              + " decimal outside inside z index transition animation ease linear in out duration"
              + " delay all direction column reverse grow shrink basis gap order template columns"
              + " rows areas area minmax fr webkit moz ms o mso adjust smoothing antialiased"
              + " grayscale osx hyphens interpolation mode bicubic lspace rspace rule exactly alt"
              + " outline appearance filter blur backdrop object fit will change rotate translate"
              + " rgb rgba hsl hsla calc var url px em rem vh vw pt deg ms dpi"
              + " screen print and not media from import supports"
              + " black white red green blue gray grey silver navy teal maroon purple olive yellow"
              + " orange pink brown gold"
              // fonts
              + " arial helvetica neue sans serif verdana tahoma geneva georgia times new roman"
              + " courier monospace segoe ui roboto system blinkmacsystemfont consolas monaco menlo"
              + " lucida grande trebuchet open lato montserrat inter oxygen ubuntu cantarell emoji"
              + " symbol color noto palatino linotype book antiqua garamond calibri cambria candara"
              + " impact droid fira source poppins nunito raleway");

  private static final String[] STANDARDS = {
    "http://www.w3.org/",
    "https://www.w3.org/",
    "-//w3c//dtd ",
    "urn:schemas-microsoft-com:",
    "http://schemas.microsoft.com/",
    "http://schema.org",
    "https://schema.org",
    "http://ogp.me/",
    "https://ogp.me/",
    "http://purl.org/dc/"
  };

  private final String text;
  private final Spans found = new Spans();

  private StyleSpans(String text) {
    this.text = text;
  }

  /** The tags and declarations of a text. */
  static Spans of(String text) {
    StyleSpans spans = new StyleSpans(text);
    spans.find();
    return spans.found;
  }

  private static Set<String> words(String words) {
    return Set.of(Arrays.stream(words.split(" ")).distinct().toArray(String[]::new));
  }

  private void find() {
    int length = text.length();
    boolean isPair = indexOf('=', 0, length) >= 0 || indexOf(':', 0, length) >= 0;
    if (isPair && length <= LONGEST_TAG && isOfStandard(0, length)) {
      found.add(0, length); // the value of an attribute, without its tag
      return;
    }
    for (int i = 0; i < text.length(); ) {
      char c = text.charAt(i);
      int after = i + 1;
      if (c == '<') {
        int end = indexOf('>', i, Math.min(text.length(), i + LONGEST_TAG));
        if (end > 0) {
          tag(i + 1, end);
          after = end + 1;
        }
      } else if (c == ':') {
        after = declaration(i);
      }
      i = after;
    }
  }

  /** Names and values of one tag. */
  private void tag(int start, int end) {
    int i = start;
    while (i < end && !isName(text.charAt(i))) {
      i++;
    }
    int nameEnd = nameEnd(i, end);
    if (!areAll(i, nameEnd, ELEMENTS)) {
      return;
    }
    found.add(start, nameEnd);
    i = nameEnd;
    while (i < end) {
      if (!isName(text.charAt(i)) && !isQuote(text.charAt(i))) {
        i++;
        continue;
      }
      int name = i;
      nameEnd = nameEnd(i, end);
      int at = nameEnd;
      while (at < end && text.charAt(at) <= ' ') {
        at++;
      }
      boolean hasValue = at < end && text.charAt(at) == '=';
      int value = hasValue ? at + 1 : nameEnd;
      while (hasValue && value < end && text.charAt(value) <= ' ') {
        value++;
      }
      if (!hasValue && isQuote(text.charAt(i))) {
        value = i; // of a document type
      }
      int valueEnd = hasValue || value == i ? valueEnd(value, end) : nameEnd;
      boolean isKnown = value == i || areAll(name, nameEnd, ATTRIBUTES);
      if (isKnown && isOfStandard(value, valueEnd)) {
        found.add(name, valueEnd);
      } else if (isKnown) {
        found.add(name, nameEnd);
      }
      i = Math.max(valueEnd, i + 1);
    }
  }

  private int valueEnd(int start, int end) {
    if (start < end && isQuote(text.charAt(start))) {
      int close = indexOf(text.charAt(start), start + 1, end);
      return close < 0 ? end : close + 1;
    }
    int at = start;
    while (at < end && text.charAt(at) > ' ') {
      at++;
    }
    return at;
  }

  private int nameEnd(int start, int end) {
    int at = start;
    while (at < end && isName(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Takes in a declaration with this colon, and returns where to go on. */
  private int declaration(int colon) {
    int start = colon;
    while (start > 0
        && colon - start < LONGEST_WORD
        && (text.charAt(start - 1) >= 'a' && text.charAt(start - 1) <= 'z'
            || text.charAt(start - 1) == '-')) {
      start--;
    }
    if (start == colon || !areAll(start, colon, KEYWORDS)) {
      return colon + 1;
    }
    int end = colon + 1;
    int most = Math.min(text.length(), colon + LONGEST_VALUE);
    while (end < most && ":;}\"<\n".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    if (end == most || text.charAt(end) == ':' || text.charAt(end) == '<') {
      return end;
    }
    int value = colon + 1;
    while (value < end && text.charAt(value) <= ' ') {
      value++;
    }
    if (value < end && areAll(value, end, KEYWORDS)) {
      found.add(start, end);
    }
    return end;
  }

  /** True if a value has only what a standard has. */
  private boolean isOfStandard(int start, int end) {
    int from = start < end && isQuote(text.charAt(start)) ? start + 1 : start;
    for (String standard : STANDARDS) {
      if (text.regionMatches(true, from, standard, 0, standard.length())) {
        return standard.endsWith(" ") || indexOf(' ', from, end) < 0;
      }
    }
    int at = from;
    for (int i = from; i <= end; i++) {
      if (i == end || text.charAt(i) == ';') {
        if (!areAll(at, i, KEYWORDS)) {
          return false;
        }
        at = i + 1;
      }
    }
    return true;
  }

  /** True if each word of a part is one of these, a number, or a colour. */
  private boolean areAll(int start, int end, Set<String> words) {
    for (int i = start; i < end; ) {
      if (!Character.isLetterOrDigit(text.charAt(i))) {
        i++;
        continue;
      }
      int wordEnd = i + 1;
      boolean isNumber = isDigit(text.charAt(i)) || i > start && text.charAt(i - 1) == '#';
      while (wordEnd < end && Character.isLetterOrDigit(text.charAt(wordEnd))) {
        wordEnd++;
      }
      int count = wordEnd - i;
      if (!(isNumber && count <= LONGEST_NUMBER)
          && !(count <= LONGEST_WORD
              && words.contains(text.substring(i, wordEnd).toLowerCase(Locale.ROOT)))) {
        return false;
      }
      i = wordEnd;
    }
    return true;
  }

  private int indexOf(char wanted, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text.charAt(i) == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  private static boolean isName(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || c == '-' || c == ':';
  }
}
