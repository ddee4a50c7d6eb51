package dev.flowguard.rules.policy;

import java.net.IDN;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The one form of a host name, so that no way of writing it goes round a rule. */
final class Hosts {
  private static final int MAX_HOST = 255;

  private Hosts() {}

  /**
   * Lower case, percent-decoded, without trailing dots, brackets and zone, international names in
   * their ASCII form, IPv4 addresses in any notation as four decimals, IPv4 in IPv6 as IPv4. What
   * is no host stays as it is, in lower case.
   */
  static String normalize(String host) {
    String name = host.trim();
    if (name.startsWith("[") && name.endsWith("]")) {
      name = name.substring(1, name.length() - 1);
    }
    if (name.indexOf(':') >= 0) {
      return normalizeV6(name);
    }
    if (name.indexOf('%') >= 0) {
      name = percentDecoded(name);
    }
    if (!isAscii(name) && name.length() <= MAX_HOST) {
      try {
        name = IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
      } catch (IllegalArgumentException e) {
        // No international name either; it then matches nothing.
      }
    }
    name = name.toLowerCase(Locale.ROOT);
    while (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    String address = v4(name);
    return address == null ? name : address;
  }

  /** RFC 3986 lets a host be percent-encoded as UTF-8; what is not stays as it is. */
  private static String percentDecoded(String name) {
    try {
      return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  private static String normalizeV6(String name) {
    int zone = name.indexOf('%');
    String address = zone < 0 ? name : name.substring(0, zone);
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
        return name.toLowerCase(Locale.ROOT);
      }
    }
    try {
      // A name of these characters with a colon is a literal: nothing is looked up.
      return InetAddress.getByName("[" + address + "]").getHostAddress();
    } catch (UnknownHostException e) {
      return name.toLowerCase(Locale.ROOT);
    }
  }

  /** The forms that inet_aton(3) takes: one to four parts, decimal, octal or hexadecimal. */
  private static @Nullable String v4(String name) {
    if (name.isEmpty() || Character.digit(name.charAt(0), 10) < 0) {
      return null;
    }
    List<String> parts = parts(name);
    if (parts.size() > 4) {
      return null;
    }
    long address = 0;
    for (int i = 0; i < parts.size(); i++) {
      long part = number(parts.get(i));
      boolean isLast = i == parts.size() - 1;
      long limit = isLast ? 1L << 8 * (5 - parts.size()) : 256;
      if (part < 0 || part >= limit) {
        return null;
      }
      address += isLast ? part : part << 8 * (3 - i);
    }
    return (address >> 24)
        + "."
        + (address >> 16 & 255)
        + "."
        + (address >> 8 & 255)
        + "."
        + (address & 255);
  }

  private static List<String> parts(String name) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', start)) {
      parts.add(name.substring(start, dot));
      start = dot + 1;
    }
    parts.add(name.substring(start));
    return parts;
  }

  private static long number(String part) {
    int radix = 10;
    String digits = part;
    if (part.startsWith("0x")) {
      radix = 16;
      digits = part.substring(2);
    } else if (part.length() > 1 && part.startsWith("0")) {
      radix = 8;
      digits = part.substring(1);
    }
    if (digits.isEmpty() || digits.length() > 11) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), radix);
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
    }
    return value;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 128) {
        return false;
      }
    }
    return true;
  }

  /** True for {@code localhost}, names below it, and literals of the loopback range. */
  static boolean isLoopback(String normalized) {
    if (normalized.equals("localhost") || normalized.endsWith(".localhost")) {
      return true;
    }
    InetAddress address = literal(normalized);
    return address != null && (address.isLoopbackAddress() || address.isAnyLocalAddress());
  }

  /** True for literals of the private and link-local ranges (RFC 1918, 4193, 3927, 4291). */
  static boolean isPrivate(String normalized) {
    InetAddress address = literal(normalized);
    return address != null
        && (address.isSiteLocalAddress()
            || address.isLinkLocalAddress()
            || !(address instanceof Inet4Address) && (address.getAddress()[0] & 0xfe) == 0xfc);
  }

  /** The address that a normalised host is; null for a name. Looks nothing up. */
  static @Nullable InetAddress literal(String normalized) {
    boolean isV6 = normalized.indexOf(':') >= 0;
    if (!isV6 && v4(normalized) == null) {
      return null;
    }
    try {
      return InetAddress.getByName(isV6 ? "[" + normalized + "]" : normalized);
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
