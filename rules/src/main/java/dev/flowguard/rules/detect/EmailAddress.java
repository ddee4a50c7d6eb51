package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Outline;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Signs;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An e-mail address as people write it (the dot-atom form of RFC 5322, section 3.4.1), found from
 * the sign at outwards; in full-width characters or with invisible ones too, and in base64 or
 * hexadecimal that is too short for the decoders ({@link ShortEncoding}). The last label must be
 * one that a top-level domain could have, and none of files or of internal hosts.
 */
final class EmailAddress implements Detector {
  /** Characters of a mailbox that a program has named, and what such a name has of each kind. */
  private static final int SHORTEST_GENERATED = 28;

  private static final int MANY_DIGITS = 14;
  private static final int FEWEST_OF_EACH = 4;
  private static final int LONGEST_LOCAL = 64;
  private static final int LONGEST_DOMAIN = 253;
  private static final String ATOM = ".!#$%&'*+/=?^_`{|}~-";

  /** Characters looked at behind an address, for the path of a remote. */
  private static final int LONGEST_PATH = 64;

  /** Endings that stand behind an at sign and are of files, units and hosts without mail. */
  private static final Set<String> NO_DOMAINS =
      Set.of(
          "png",
          "apng",
          "jpg",
          "jpeg",
          "jfif",
          "gif",
          "webp",
          "avif",
          "svg",
          "ico",
          "bmp",
          "tif",
          "tiff",
          "heic",
          "heif",
          "jxl",
          "psd",
          "eps",
          "mp4",
          "mov",
          "webm",
          "mp3",
          "pdf",
          "zip",
          "css",
          "scss",
          "less",
          "js",
          "mjs",
          "cjs",
          "jsx",
          "ts",
          "tsx",
          "vue",
          "json",
          "html",
          "htm",
          "xml",
          "yml",
          "yaml",
          "toml",
          "txt",
          "csv",
          "map",
          "jar",
          "war",
          "java",
          "class",
          "kt",
          "gz",
          "tgz",
          "exe",
          "dll",
          "log",
          "woff",
          "ttf",
          "local",
          "localhost",
          "localdomain",
          "internal",
          "intranet",
          "lan",
          "corp",
          "private",
          "invalid",
          "svc",
          "service",
          "socket",
          "timer",
          "mount",
          "slice");

  /** Users by which version control logs in. */
  private static final Set<String> SERVICES = Set.of("git", "svn", "hg");

  /** Programs that are given a user and a host. */
  private static final Set<String> SHELLS = Set.of("ssh", "scp", "sftp", "rsync", "mosh");

  private static final Signs SIGNS =
      Signs.anyOf("@").or(Signs.BEYOND_LATIN).or(Signs.symbols(ShortEncoding.SHORTEST));

  @Override
  public Shape shape() {
    return Shape.EMAIL;
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
    if (seen.has('@')) {
      return true;
    }
    for (int i = 0; seen.isWide() && i < text.length(); i++) {
      if (text.charAt(i) == '＠' || text.charAt(i) == '﹫') {
        return true;
      }
    }
    return ShortEncoding.mayBeIn(text);
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text) {
        String address = find(text, payload.work());
        if (!address.isEmpty()) {
          findings.add(
              new Finding(shape(), List.of(leaf), address.length(), Secret.of(address), null));
        }
      }
    }
    return findings;
  }

  /** The first address in a text, or nothing: one in a value is enough. */
  private static String find(Leaf.Text leaf, Work work) {
    String text = leaf.value();
    boolean hasSign = text.indexOf('@') >= 0;
    if (hasSign || text.indexOf('＠') >= 0 || text.indexOf('﹫') >= 0) {
      String address = find(plain(text, work), work);
      if (!address.isEmpty() && !isMessageId(leaf.location())) {
        return address;
      }
    }
    for (String decoded : ShortEncoding.texts(text, work)) {
      String address = find(decoded, work);
      if (address.length() == decoded.length() && !address.isEmpty()) {
        return address;
      }
    }
    return "";
  }

  private static String find(String text, Work work) {
    for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      work.charge(LONGEST_LOCAL + LONGEST_DOMAIN);
      int start = localStart(text, at);
      int end = domainEnd(text, at + 1);
      if (start < at
          && end > at
          && !isUserInfo(text, start)
          && !isRemote(text, start, at, end)
          && !isFrame(text, end)
          && !isGenerated(text, start, at)) {
        return text.substring(start, end);
      }
    }
    return "";
  }

  /** The text itself, or without characters that are not seen and with ASCII for full width. */
  private static String plain(String text, Work work) {
    int first = 0;
    while (first < text.length() && !isDisguised(text.charAt(first))) {
      first++;
    }
    work.charge(first);
    if (first == text.length()) {
      return text;
    }
    work.allocate(2L * text.length());
    StringBuilder plain = new StringBuilder(text.length()).append(text, 0, first);
    for (int i = first; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isDisguised(c)) {
        plain.append(c);
      } else if (c == '﹫') {
        plain.append('@');
      } else if (!Digits.isInvisible(c)) {
        plain.append((char) (c - '！' + '!'));
      }
    }
    return plain.toString();
  }

  private static boolean isDisguised(char c) {
    return c >= '\u00ad' && (c >= '！' && c <= '～' || c == '﹫' || Digits.isInvisible(c));
  }

  /** {@code https://key@host/1, jdbc:x://user:password@host}: no mailbox, but who logs in. */
  private static boolean isUserInfo(String text, int start) {
    int from = start;
    while (from > 0 && start - from < LONGEST_LOCAL && isUserInfo(text.charAt(from - 1))) {
      from--;
    }
    return text.startsWith("//", from - 2);
  }

  private static boolean isUserInfo(char c) {
    return c == ':' || isLocal(c) && "/?#".indexOf(c) < 0;
  }

  /** {@code git@github.com:acme/shop.git, ssh deploy@host.example}, or a handle with two signs. */
  private static boolean isRemote(String text, int start, int at, int end) {
    if (at - start == 3 && SERVICES.contains(text.substring(start, at))
        || start > 0 && text.charAt(start - 1) == '@') {
      return true;
    }
    if (end < text.length() && text.charAt(end) == ':') {
      for (int i = end + 1; i < text.length() && i - end < LONGEST_PATH; i++) {
        char c = text.charAt(i);
        if (c == '/') {
          return true;
        }
        if (!isLocal(c)) {
          break;
        }
      }
    }
    int word = start;
    while (word > 0 && text.charAt(word - 1) == ' ' && start - word < 2) {
      word--;
    }
    int first = word;
    while (first > 0 && word - first < 6 && Character.isLetter(text.charAt(first - 1))) {
      first--;
    }
    return word < start && SHELLS.contains(text.substring(first, word));
  }

  /** The line and column of a stack frame: {@code onClick@app.example:1:22}. */
  private static boolean isFrame(String text, int end) {
    int at = end;
    for (int part = 0; part < 2; part++) {
      if (at >= text.length() || text.charAt(at) != ':' || Digits.value(text, at + 1) < 0) {
        return false;
      }
      at++;
      while (Digits.value(text, at) >= 0 && at - end < LONGEST_PATH) {
        at++;
      }
    }
    return true;
  }

  /** Ids of mails have the form of an address, and nobody's mailbox. */
  private static boolean isMessageId(Location location) {
    List<String> words = FieldWords.of(location.name());
    int last = words.size() - 1;
    return last >= 1 && words.get(last).equals("id") && words.get(last - 1).equals("message");
  }

  /** The same between angle brackets, as headers of mails have it, by a name that nobody chose. */
  private static boolean isGenerated(String text, int start, int at) {
    int begin = start;
    while (begin > 0 && at - begin < LONGEST_LOCAL && isLocal(text.charAt(begin - 1))) {
      begin--; // these have signs in them that part pieces of a path or a query
    }
    if (at - begin < SHORTEST_GENERATED || begin == 0 || text.charAt(begin - 1) != '<') {
      return false;
    }
    int digits = 0;
    int capitals = 0;
    int small = 0;
    for (int i = begin; i < at; i++) {
      char c = text.charAt(i);
      digits += c >= '0' && c <= '9' ? 1 : 0;
      capitals += Character.isUpperCase(c) ? 1 : 0;
      small += Character.isLowerCase(c) ? 1 : 0;
    }
    return digits >= MANY_DIGITS || Math.min(digits, Math.min(capitals, small)) >= FEWEST_OF_EACH;
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
    while (start < at && !Character.isLetterOrDigit(text.charAt(start))) {
      start++;
    }
    return start;
  }

  private static boolean isLocal(char c) {
    return Character.isLetterOrDigit(c) || ATOM.indexOf(c) >= 0;
  }

  /** Where the domain ends, or -1 if there is none. */
  private static int domainEnd(String text, int start) {
    if (isVersion(text, start)) {
      return -1;
    }
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
      if (labels > 1) {
        // Of a file, even if what is before its ending could be a domain: app.min.js.
        lastEnd = isTopLevel(text, labelStart, end) ? end : -1;
      }
      if (c != '.') {
        break;
      }
      end++;
      labelStart = end;
    }
    return lastEnd;
  }

  /** {@code @1.2.3, @v2.0-rc.next, @2x.avif}: of a package, or the scale of a picture. */
  private static boolean isVersion(String text, int start) {
    boolean hasMark =
        start < text.length() && (text.charAt(start) == 'v' || text.charAt(start) == 'V');
    int at = hasMark ? start + 1 : start;
    int first = at;
    while (Digits.value(text, at) >= 0) {
      at++;
    }
    if (at == first || at >= text.length()) {
      return false;
    }
    if (text.charAt(at) == 'x') {
      return !hasMark && at + 1 < text.length() && text.charAt(at + 1) == '.';
    }
    return text.charAt(at) == '.' && (Digits.value(text, at + 1) >= 0 || hasMark);
  }

  private static boolean isTopLevel(String text, int start, int end) {
    if (end - start < 2) {
      return false;
    }
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      // A capital inside is of a program: this@MainActivity.onCreate.
      boolean isMethod =
          i > start && Character.isUpperCase(c) && !Character.isUpperCase(text.charAt(start));
      if (isMethod || !Character.isLetter(c) && !text.startsWith("xn--", start)) {
        return false;
      }
    }
    return !NO_DOMAINS.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
  }
}
