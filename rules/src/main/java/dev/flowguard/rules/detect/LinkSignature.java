package dev.flowguard.rules.detect;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * By what a link to stored objects shows that it is signed: the parameters that each storage
 * documents, with the form of its path where they are not of one storage alone.
 *
 * <p>Amazon S3 and what speaks like it (Signature Version 4 and 2), Google Cloud Storage, Azure
 * (shared access signatures, with a stored policy too), CloudFront, Alibaba OSS, Tencent COS,
 * Huawei OBS, Volcengine TOS, OpenStack Swift, Backblaze B2, Akamai, Discord by their parameters;
 * Firebase, Supabase, Appwrite, Backblaze's own links, Dropbox and Bunny by path or host and token.
 * Any other link counts if it is to a file and has a signature and the time of its end.
 */
final class LinkSignature {
  /** Where Bunny has its token if players are to keep it. */
  static final String BUNNY_PATH = "/bcdn_token=";

  /** Parameters that are together in a link of one kind, in lower case. */
  private static final List<Set<String>> KINDS =
      List.of(
          Set.of("x-amz-signature"),
          Set.of("x-goog-signature"),
          Set.of("x-oss-signature"),
          Set.of("x-tos-signature"),
          Set.of("q-sign-algorithm", "q-signature"),
          Set.of("awsaccesskeyid", "signature", "expires"),
          Set.of("googleaccessid", "signature", "expires"),
          Set.of("ossaccesskeyid", "signature", "expires"),
          Set.of("accesskeyid", "signature", "expires"),
          Set.of("key-pair-id", "signature"),
          Set.of("sig", "sv", "se"),
          Set.of("sig", "sv", "si", "sr"),
          Set.of("temp_url_sig", "temp_url_expires"),
          Set.of("ex", "is", "hm"),
          Set.of("hdnts"),
          Set.of("hdnea"));

  /** A path with both belongs to a storage whose links have a token. */
  private static final String[][] TOKEN_PATHS = {
    {"/v0/b/", "/o/"},
    {"/storage/v1/object/sign/", ""},
    {"/storage/v1/render/image/sign/", ""},
    {"/storage/buckets/", "/files/"},
    {"backblazeb2.com/file/", ""},
    {"dropbox.com/scl/", ""}
  };

  private static final Set<String> TOKENS = Set.of("token", "jwt", "authorization", "rlkey");

  /** All that are looked for, so that no others are kept. */
  private static final Set<String> NAMES = names();

  private static final Set<String> SIGNS =
      Set.of("token", "signature", "sig", "sign", "hash", "hmac", "md5", "s", "st", "verify");

  /** Names without one of which no link is signed, beside {@link #BUNNY_PATH}. */
  private static final String[] NAMES_SOUGHT = sought();

  private static final String[] TOKEN_PATH = {"bcdn_token"};

  private static final Set<String> ENDS =
      Set.of("expires", "expiry", "exp", "e", "expire", "until");

  private static final int SHORTEST_SIGN = 16;
  private static final int SHORTEST_END = 10;

  /** Of files that people make or are given. */
  private static final Set<String> FILES =
      Set.of(
          "png",
          "jpg",
          "jpeg",
          "gif",
          "webp",
          "avif",
          "heic",
          "heif",
          "tif",
          "tiff",
          "bmp",
          "svg",
          "mp4",
          "mov",
          "webm",
          "m3u8",
          "ts",
          "mp3",
          "m4a",
          "wav",
          "ogg",
          "pdf",
          "doc",
          "docx",
          "xls",
          "xlsx",
          "ppt",
          "pptx",
          "odt",
          "ods",
          "csv",
          "txt",
          "rtf",
          "md",
          "json",
          "zip",
          "gz",
          "safetensors",
          "gguf",
          "onnx");

  private static final int LONGEST_EXTENSION = 12;

  private LinkSignature() {}

  private static String[] sought() {
    Set<String> names = new HashSet<>(SIGNS);
    names.addAll(TOKENS);
    for (Set<String> kind : KINDS) {
      names.add(kind.stream().min(LinkSignature::rarer).orElseThrow());
    }
    return names.toArray(new String[0]);
  }

  /** The longer of two names is in fewer links. */
  private static int rarer(String one, String other) {
    return one.length() != other.length() ? other.length() - one.length() : one.compareTo(other);
  }

  private static Set<String> names() {
    Set<String> names = new HashSet<>();
    KINDS.forEach(names::addAll);
    names.addAll(TOKENS);
    return Set.copyOf(names);
  }

  /** False if no link in a text of one line is certainly signed. Allocates nothing. */
  static boolean mayBeIn(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '=' && (isOf(NAMES_SOUGHT, text, i) || isOf(TOKEN_PATH, text, i))) {
        return true;
      }
    }
    return false;
  }

  /** True if one of these is before a place, whatever is before it. */
  private static boolean isOf(String[] names, CharSequence text, int end) {
    for (String name : names) {
      int start = end - name.length();
      boolean isSame = start >= 0;
      for (int i = 0; isSame && i < name.length(); i++) {
        char c = text.charAt(start + i);
        isSame = (c >= 'A' && c <= 'Z' ? c + 32 : c) == name.charAt(i);
      }
      if (isSame && (start == 0 || !isInName(text.charAt(start - 1)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isInName(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  /** True if a link, which may lack its scheme, is signed. */
  static boolean isIn(String link) {
    int query = link.indexOf('?');
    String place = query < 0 ? link : link.substring(0, query);
    if (!isPlace(place)) {
      return false;
    }
    if (place.contains(BUNNY_PATH)) {
      return place.contains("expires=");
    }
    return query >= 0 && isSigned(place, link.substring(query + 1));
  }

  /** A host and a path. */
  private static boolean isPlace(String place) {
    int scheme = place.indexOf("://");
    int host = scheme < 0 ? 0 : scheme + 3;
    int path = place.indexOf('/', host);
    return path > host && (scheme >= 0 || place.lastIndexOf('.', path) > host);
  }

  private static boolean isSigned(String place, String query) {
    Set<String> names = new HashSet<>();
    boolean hasSign = false;
    boolean hasEnd = false;
    int start = 0;
    while (start < query.length()) {
      int next = query.indexOf('&', start);
      int end = next < 0 ? query.length() : next;
      int from = query.startsWith("amp;", start) ? start + 4 : start;
      int is = query.indexOf('=', from);
      if (is > from && is < end - 1 && isValue(query.charAt(is + 1))) {
        String name = query.substring(from, is).toLowerCase(Locale.ROOT);
        if (NAMES.contains(name)) {
          names.add(name);
        }
        hasSign |= SIGNS.contains(name) && end - is > SHORTEST_SIGN;
        hasEnd |= ENDS.contains(name) && isTime(query, is + 1, end);
      }
      start = end + 1;
    }
    if (hasSign && hasEnd && isFile(place)) {
      return true;
    }
    if (names.isEmpty()) {
      return false;
    }
    for (Set<String> kind : KINDS) {
      if (names.containsAll(kind)) {
        return true;
      }
    }
    return names.stream().anyMatch(TOKENS::contains)
        && (isTokenPath(place) || isBunny(place) && hasEnd);
  }

  private static boolean isValue(char c) {
    return c < 128 && (Character.isLetterOrDigit(c) || "%-_+/".indexOf(c) >= 0);
  }

  private static boolean isTime(String query, int start, int end) {
    for (int i = start; i < end; i++) {
      if (Digits.value(query, i) < 0) {
        return false;
      }
    }
    return end - start >= SHORTEST_END;
  }

  private static boolean isFile(String place) {
    int dot = place.lastIndexOf('.');
    return dot >= 0
        && place.length() - dot <= LONGEST_EXTENSION + 1
        && FILES.contains(place.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  private static boolean isTokenPath(String place) {
    for (String[] pieces : TOKEN_PATHS) {
      int at = place.indexOf(pieces[0]);
      if (at >= 0 && place.indexOf(pieces[1], at + pieces[0].length()) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBunny(String place) {
    return place.contains(".b-cdn.net/");
  }
}
