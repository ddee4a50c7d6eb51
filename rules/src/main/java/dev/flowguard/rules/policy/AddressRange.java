package dev.flowguard.rules.policy;

import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses, written {@code 10.0.0.0/8} or {@code fd00::/8} (CIDR, RFC 4632 and RFC
 * 4291). It contains literals, never resolved names.
 */
final class AddressRange {
  private final byte[] address;
  private final int bits;

  private AddressRange(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /** Reads a range, or returns null for a text that is none. */
  static @Nullable AddressRange parse(String text) {
    int slash = text.indexOf('/');
    int bits = slash < 0 ? -1 : number(text, slash + 1);
    InetAddress literal =
        bits < 0 ? null : Hosts.literal(Hosts.normalize(text.substring(0, slash)));
    return literal == null || bits > literal.getAddress().length * Byte.SIZE
        ? null
        : new AddressRange(literal.getAddress(), bits);
  }

  /** The number from here to the end, of at most three digits; -1 if there is none. */
  private static int number(String text, int start) {
    int number = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || i - start > 2) {
        return -1;
      }
      number = number * 10 + c - '0';
    }
    return start < text.length() ? number : -1;
  }

  boolean contains(InetAddress other) {
    byte[] bytes = other.getAddress();
    if (bytes.length != address.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    int rest = bits % Byte.SIZE;
    return Arrays.equals(address, 0, whole, bytes, 0, whole)
        && (rest == 0 || (address[whole] ^ bytes[whole]) >> Byte.SIZE - rest == 0);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AddressRange range
        && bits == range.bits
        && Arrays.equals(address, range.address);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(address) + bits;
  }
}
