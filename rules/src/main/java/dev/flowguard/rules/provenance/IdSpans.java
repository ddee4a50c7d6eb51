package dev.flowguard.rules.provenance;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Finds what names a thing and says nothing about it: UUIDs, digests, tokens, prefixed ids ({@code
 * cus_…}), message ids of mail, and addresses of the own services.
 *
 * <p>An id is known by its make, not by where it is: letters and digits that change so often that
 * nobody writes like that. Longer tokens than {@value #LONGEST_TOKEN} characters are data, other
 * than signed ones of three parts (JWT, RFC 7519). One pass over the text; no state.
 */
final class IdSpans {
  /** A SHA-512 in hexadecimal. */
  static final int LONGEST_TOKEN = 128;

  /** From this many letters on, a part of an address may be something that a person wrote. */
  static final int SHORTEST_PROSE = 24;

  private static final int LONGEST_SIGNED = 4_096;
  private static final int LONGEST_URL = 2_048;
  private static final int LONGEST_METHOD = 7;
  private static final String PROTOCOL = " HTTP/";
  private static final int VERSION_LENGTH = 3;
  private static final int STATUS_DIGITS = 3;

  /** In digits: a terabyte. */
  private static final int LONGEST_SIZE = 13;

  private static final List<String> SCHEMES = List.of("http://", "https://");
  private static final int LONGEST_MESSAGE_ID = 200;
  private static final int SHORTEST_TOKEN = 8;
  private static final int SHORTEST_RANDOM = 16;
  private static final int SHORTEST_HEX = 8;
  private static final int LONGEST_PREFIX = 24;
  private static final int UUID_LENGTH = 36;

  /** From one hyphen of a UUID to the next. */
  private static final int UUID_GROUP = 5;

  private static final int[] UUID_GROUPS = {8, 4, 4, 4, 12};

  /** One in so many characters is a change between letter, capital and digit, in what is random. */
  private static final int CHANGES = 4;

  private static final Spans NONE = new Spans();

  private final CharSequence text;
  private final Predicate<String> own;
  private final boolean isCapture;
  private final Spans found = new Spans();

  private IdSpans(CharSequence text, Predicate<String> own, boolean isCapture) {
    this.text = text;
    this.own = own;
    this.isCapture = isCapture;
  }

  /**
   * The ids of a text that is sent. Of an address of the own services, parts in which a person may
   * have written something are left out.
   *
   * @param own hosts of the own services
   */
  static Spans sent(CharSequence text, Predicate<String> own) {
    IdSpans ids = new IdSpans(text, own, false);
    ids.find();
    return ids.found;
  }

  /**
   * The ids of a text that is captured. Of an address of the own services all is left out but long
   * values of its query.
   */
  static Spans captured(CharSequence text, Predicate<String> own) {
    if (!mayHaveIds(text)) {
      return NONE;
    }
    IdSpans ids = new IdSpans(text, own, true);
    ids.find();
    return ids.found;
  }

  /** False for texts without digits, addresses, signed tokens and UUIDs: most that people write. */
  private static boolean mayHaveIds(CharSequence text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c > '9' && c != ':' || c < '-') {
        continue;
      }
      char next = i + 1 < length ? text.charAt(i + 1) : ' ';
      boolean mayBe =
          switch (c) {
            case ':' -> next == '/';
            case '.' -> isToken(next);
            case '-' -> i + UUID_GROUP < length && text.charAt(i + UUID_GROUP) == '-';
            default -> c != '/';
          };
      if (mayBe) {
        return true;
      }
    }
    return false;
  }

  private void find() {
    int length = text.length();
    int i = 0;
    while (i < length) {
      char c = text.charAt(i);
      if (!isToken(c)) {
        i++;
        continue;
      }
      int end = i + 1;
      while (end < length && isToken(text.charAt(end))) {
        end++;
      }
      int after = url(i, end);
      after = after < 0 ? requestLine(i, end) : after;
      if (after < 0) {
        after = end;
        if (end - i >= SHORTEST_TOKEN) {
          after = signed(i, end);
          after = after < 0 ? token(i, end) : after;
        }
      }
      i = after;
    }
  }

  /** Takes in an address of the own services whose scheme this is, and returns its end, or -1. */
  private int url(int start, int end) {
    boolean hasScheme = text.length() > end + 3 && text.charAt(end) == ':';
    int host;
    if (hasScheme && text.charAt(end + 1) == '/' && text.charAt(end + 2) == '/') {
      host = end + 3;
    } else if (end - start == 3 && isWww(start) && end < text.length() && text.charAt(end) == '.') {
      host = start;
    } else {
      return -1;
    }
    int hostEnd = host;
    int most = Math.min(text.length(), host + LONGEST_URL);
    while (hostEnd < most && isHost(text.charAt(hostEnd))) {
      hostEnd++;
    }
    if (hostEnd == host || !own.test(hostOf(host, hostEnd))) {
      return -1;
    }
    int urlEnd = hostEnd;
    while (urlEnd < most && isUrl(text.charAt(urlEnd))) {
      urlEnd++;
    }
    found.add(start, hostEnd);
    parts(hostEnd, urlEnd);
    return urlEnd;
  }

  /** Takes in the parts of a path and a query that nobody wrote. */
  private void parts(int start, int end) {
    boolean inQuery = false;
    int part = start;
    for (int i = start; i <= end; i++) {
      char c = i == end ? '&' : text.charAt(i);
      if (c != '/' && c != '?' && c != '&' && c != '=' && c != '#') {
        continue;
      }
      boolean mayBeProse = isCapture ? inQuery : true;
      if (!mayBeProse || !isLong(part, i)) {
        found.add(part, Math.min(i + 1, end));
      } else {
        for (int k = part; k < i; ) {
          int tokenEnd = k;
          while (tokenEnd < i && isToken(text.charAt(tokenEnd))) {
            tokenEnd++;
          }
          k = tokenEnd - k >= SHORTEST_TOKEN ? token(k, tokenEnd) : tokenEnd + 1;
        }
      }
      inQuery |= c == '?' || c == '#';
      part = i + 1;
    }
  }

  /**
   * Takes in a request as a server's log has it ({@code GET /pricing HTTP/1.1}), with what the log
   * says of it, and returns its end, or -1. The path is an address of the own services without
   * their name.
   */
  private int requestLine(int start, int end) {
    boolean isMethod = end - start <= LONGEST_METHOD && end + 1 < text.length();
    for (int i = start; isMethod && i < end; i++) {
      isMethod = text.charAt(i) >= 'A' && text.charAt(i) <= 'Z';
    }
    if (isCapture || !isMethod || text.charAt(end) != ' ' || text.charAt(end + 1) != '/') {
      return -1;
    }
    int path = end + 1;
    int pathEnd = path;
    int most = Math.min(text.length(), path + LONGEST_URL);
    while (pathEnd < most && isUrl(text.charAt(pathEnd))) {
      pathEnd++;
    }
    if (!startsWith(pathEnd, PROTOCOL)) {
      return -1;
    }
    int version = pathEnd + PROTOCOL.length();
    found.add(start, path);
    parts(path, pathEnd);
    return logged(pathEnd, version);
  }

  /**
   * Takes in what is behind the path: version, status, size, the page that referred to it, and the
   * agent, as far as each follows the one before (the combined format of Apache HTTP Server,
   * mod_log_config). Returns its end.
   */
  private int logged(int start, int version) {
    int versionEnd = numberEnd(version, VERSION_LENGTH);
    found.add(start, versionEnd);
    int statusEnd = numberEnd(versionEnd + 2, STATUS_DIGITS);
    int sizeEnd = numberEnd(statusEnd + 1, LONGEST_SIZE);
    if (!is(versionEnd, '"')
        || statusEnd - versionEnd != 2 + STATUS_DIGITS
        || !is(statusEnd, ' ')) {
      return versionEnd;
    }
    found.add(versionEnd, sizeEnd);
    int page = is(sizeEnd, '-') ? sizeEnd + 1 : sizeEnd;
    int pageEnd = quoteEnd(page);
    if (pageEnd < 0) {
      return sizeEnd;
    }
    int host = page + 2;
    for (String scheme : SCHEMES) {
      host = startsWith(page + 2, scheme) ? page + 2 + scheme.length() : host;
    }
    int hostEnd = host;
    while (hostEnd < pageEnd && isHost(text.charAt(hostEnd))) {
      hostEnd++;
    }
    if (host == page + 2 && hostEnd < pageEnd || isLong(host, hostEnd)) {
      return sizeEnd; // no address, or one that says much
    }
    found.add(page, hostEnd);
    parts(hostEnd, pageEnd);
    int agent = pageEnd + 1;
    int agentEnd = quoteEnd(agent);
    if (agentEnd < 0) {
      return pageEnd;
    }
    String words = text.subSequence(agent, agentEnd).toString();
    Spans known = ProtocolFields.explained(words, ProtocolFields.Grammar.AGENT);
    for (int i = 0; i < known.size(); i++) {
      found.add(agent + known.start(i), agent + known.end(i));
    }
    return agentEnd;
  }

  private boolean startsWith(int at, String expected) {
    int end = at + expected.length();
    return end <= text.length() && expected.contentEquals(text.subSequence(at, end));
  }

  private boolean is(int at, char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  /** Where digits and points end that begin at a place, so many at most. */
  private int numberEnd(int from, int longest) {
    int end = Math.min(from, text.length());
    int most = Math.min(text.length(), from + longest);
    while (end < most && (text.charAt(end) == '.' || Character.isDigit(text.charAt(end)))) {
      end++;
    }
    return end;
  }

  /** Where the text ends that is in quotes behind a blank; -1 if there is none. */
  private int quoteEnd(int from) {
    if (!is(from, ' ') || !is(from + 1, '"')) {
      return -1;
    }
    int end = from + 2;
    int most = Math.min(text.length(), from + LONGEST_URL);
    while (end < most && text.charAt(end) != '"') {
      end++;
    }
    return end < most ? end : -1;
  }

  private boolean isWww(int start) {
    return (text.charAt(start) | 32) == 'w'
        && (text.charAt(start + 1) | 32) == 'w'
        && (text.charAt(start + 2) | 32) == 'w';
  }

  private String hostOf(int start, int end) {
    int nameEnd = start;
    while (nameEnd < end && text.charAt(nameEnd) != ':') {
      nameEnd++;
    }
    return text.subSequence(start, nameEnd).toString().toLowerCase(Locale.ROOT);
  }

  private boolean isLong(int start, int end) {
    int letters = 0;
    for (int i = start; i < end; i++) {
      letters += Character.isLetterOrDigit(text.charAt(i)) ? 1 : 0;
    }
    return letters >= SHORTEST_PROSE;
  }

  /** Takes in a signed token of three parts, and returns its end, or -1. */
  private int signed(int start, int end) {
    if (text.charAt(start) != 'e' || text.charAt(start + 1) != 'y' || end == text.length()) {
      return -1;
    }
    int parts = 1;
    int at = end;
    while (at < text.length()
        && at - start < LONGEST_SIGNED
        && (isToken(text.charAt(at)) || text.charAt(at) == '.' && isTokenAt(at + 1))) {
      parts += text.charAt(at) == '.' ? 1 : 0;
      at++;
    }
    if (parts < 3 || at - start >= LONGEST_SIGNED) {
      return -1;
    }
    found.add(start, at);
    return at;
  }

  private boolean isTokenAt(int at) {
    return at < text.length() && isToken(text.charAt(at));
  }

  /** Takes in what is an id of a token, and returns where to go on. */
  private int token(int start, int end) {
    if (end - start <= LONGEST_TOKEN && isRandom(start, end, SHORTEST_RANDOM, 2)) {
      found.add(start, end);
      return afterHost(start, end);
    }
    int prefix = start;
    int segment = start;
    boolean isFound = false;
    for (int i = start; i <= end; i++) {
      boolean isBorder = i == end || text.charAt(i) == '-' || text.charAt(i) == '_';
      if (!isBorder) {
        continue;
      }
      boolean isUuid = i - segment == UUID_GROUPS[0] && isUuid(segment, end);
      if (isUuid || i - segment <= LONGEST_TOKEN && isId(segment, i)) {
        i = isUuid ? segment + UUID_LENGTH : i;
        found.add(segment - prefix <= LONGEST_PREFIX ? prefix : segment, i);
        prefix = i;
        isFound = true;
      } else if (i - segment > LONGEST_PREFIX / 2) {
        prefix = i + 1;
      }
      segment = i + 1;
    }
    return isFound ? afterHost(start, end) : end;
  }

  /** RFC 9562, section 4. */
  private boolean isUuid(int start, int end) {
    if (end - start < UUID_LENGTH) {
      return false;
    }
    int at = start;
    for (int group : UUID_GROUPS) {
      if (at > start && text.charAt(at++) != '-') {
        return false;
      }
      for (int groupEnd = at + group; at < groupEnd; at++) {
        if (!isHexDigit(text.charAt(at))) {
          return false;
        }
      }
    }
    return at == end || !isHexDigit(text.charAt(at));
  }

  private static boolean isHexDigit(char c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
  }

  /** What follows an id that is a message id of mail: {@code CAF…@mail.example>}. */
  private int afterHost(int start, int end) {
    int at = end;
    int most = Math.min(text.length(), start + LONGEST_MESSAGE_ID);
    while (at < most && (isToken(text.charAt(at)) || isLocal(text.charAt(at)))) {
      at++;
    }
    if (at >= most || text.charAt(at) != '@') {
      return end;
    }
    int host = at + 1;
    int hostEnd = host;
    while (hostEnd < most && isHost(text.charAt(hostEnd))) {
      hostEnd++;
    }
    if (hostEnd - host < 3) {
      return end;
    }
    found.add(start, hostEnd);
    return hostEnd;
  }

  private boolean isId(int start, int end) {
    return isRandom(start, end, SHORTEST_TOKEN, 1) || isHex(start, end) || isNumber(start, end);
  }

  /** Letters and digits that change often, and are no words with capitals. */
  private boolean isRandom(int start, int end, int fewest, int fewestDigits) {
    int count = 0;
    int digits = 0;
    int changes = 0;
    int capitals = 0;
    int words = 0;
    int before = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      int kind = kind(c);
      if (kind == 0) {
        before = 0;
        continue;
      }
      count++;
      digits += kind == DIGIT ? 1 : 0;
      // A capital after a small letter, but not a small one after a capital: Words Are Like That.
      boolean isChange = before != 0 && kind != before && (before != CAPITAL || kind == DIGIT);
      changes += isChange ? 1 : 0;
      capitals += kind == CAPITAL ? 1 : 0;
      boolean isWord =
          kind == CAPITAL
              && i + 2 < end
              && kind(text.charAt(i + 1)) == SMALL
              && kind(text.charAt(i + 2)) == SMALL;
      words += isWord ? 1 : 0;
      before = kind;
    }
    boolean hasWords = capitals > 1 && words * 2 >= capitals;
    return count >= fewest
        && digits >= fewestDigits
        && changes >= 3
        && changes * CHANGES >= count
        && !hasWords;
  }

  private static final int SMALL = 1;
  private static final int CAPITAL = 2;
  private static final int DIGIT = 3;

  private static int kind(char c) {
    if (c >= 'a' && c <= 'z') {
      return SMALL;
    }
    if (c >= 'A' && c <= 'Z') {
      return CAPITAL;
    }
    return c >= '0' && c <= '9' ? DIGIT : 0;
  }

  private boolean isHex(int start, int end) {
    int digits = 0;
    int letters = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
        letters++;
      } else {
        return false;
      }
    }
    return end - start >= SHORTEST_HEX && digits >= 2 && letters > 0;
  }

  private boolean isNumber(int start, int end) {
    for (int i = start; i < end; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return end - start >= SHORTEST_TOKEN;
  }

  private static boolean isToken(char c) {
    return kind(c) != 0 || c == '-' || c == '_';
  }

  /** Beside the characters of tokens, in the first half of a message id. */
  private static boolean isLocal(char c) {
    return c == '.' || c == '+' || c == '=' || c == '$' || c == '/';
  }

  private static boolean isHost(char c) {
    return kind(c) != 0 || c == '-' || c == '.' || c == ':';
  }

  private static boolean isUrl(char c) {
    return c > ' '
        && c != '"'
        && c != '\''
        && c != '<'
        && c != '>'
        && c != '`'
        && c != '|'
        && c != ')'
        && c != ']'
        && c != '}'
        && c != '\\'
        && !Character.isWhitespace(c);
  }
}
