package dev.flowguard.rules.counted;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Counts the steps of code that {@link CountingLoader} has loaded: one for each turn of a loop and
 * for each call of a lambda expression, and an eighth for each byte or character that a method of
 * the JDK reads or copies at once. For one thread.
 *
 * <p>The methods are called in place of those of the JDK that have their names and parameters, the
 * object itself first.
 */
public final class Counter {
  private static final int EIGHTHS = 8;

  private static long eighths;

  private Counter() {}

  /** Steps since the JVM began. */
  public static long steps() {
    return eighths / EIGHTHS;
  }

  public static void turn() {
    eighths += EIGHTHS;
  }

  private static void bulk(long count) {
    eighths += count;
  }

  /** After a constructor. */
  public static void made(String text) {
    bulk(text.length());
  }

  private static int found(int at, int from, int length) {
    bulk((at < 0 ? length : at) - Math.max(0, from));
    return at;
  }

  public static int indexOf(String text, int c) {
    return found(text.indexOf(c), 0, text.length());
  }

  public static int indexOf(String text, int c, int from) {
    return found(text.indexOf(c, from), from, text.length());
  }

  public static int indexOf(String text, String wanted) {
    return found(text.indexOf(wanted), 0, text.length());
  }

  public static int indexOf(String text, String wanted, int from) {
    return found(text.indexOf(wanted, from), from, text.length());
  }

  public static int lastIndexOf(String text, String wanted) {
    int at = text.lastIndexOf(wanted);
    bulk(text.length() - Math.max(at, 0));
    return at;
  }

  public static boolean contains(String text, CharSequence wanted) {
    return indexOf(text, wanted.toString()) >= 0;
  }

  public static String substring(String text, int from) {
    bulk(text.length() - from);
    return text.substring(from);
  }

  public static String substring(String text, int from, int to) {
    bulk(to - from);
    return text.substring(from, to);
  }

  public static String toLowerCase(String text, Locale locale) {
    bulk((long) EIGHTHS * text.length());
    return text.toLowerCase(locale);
  }

  public static String replace(String text, char from, char to) {
    bulk(2L * text.length());
    return text.replace(from, to);
  }

  public static String replace(String text, CharSequence from, CharSequence to) {
    bulk(2L * text.length());
    return text.replace(from, to);
  }

  public static byte[] getBytes(String text, Charset charset) {
    bulk(2L * text.length());
    return text.getBytes(charset);
  }

  public static char[] toCharArray(String text) {
    bulk(text.length());
    return text.toCharArray();
  }

  public static String strip(String text) {
    bulk(text.length());
    return text.strip();
  }

  public static String stripLeading(String text) {
    bulk(text.length());
    return text.stripLeading();
  }

  public static String trim(String text) {
    bulk(text.length());
    return text.trim();
  }

  public static boolean equals(String text, Object other) {
    boolean is = text.equals(other);
    bulk(is ? text.length() : 0);
    return is;
  }

  public static StringBuilder append(StringBuilder to, String text) {
    bulk(text == null ? 0 : text.length());
    return to.append(text);
  }

  public static StringBuilder append(StringBuilder to, CharSequence text, int from, int end) {
    bulk(end - from);
    return to.append(text, from, end);
  }

  public static String toString(StringBuilder text) {
    bulk(text.length());
    return text.toString();
  }

  public static void write(ByteArrayOutputStream to, byte[] bytes, int from, int count) {
    bulk(count);
    to.write(bytes, from, count);
  }

  public static byte[] toByteArray(ByteArrayOutputStream from) {
    bulk(from.size());
    return from.toByteArray();
  }

  public static String toString(ByteArrayOutputStream from, Charset charset) {
    bulk(2L * from.size());
    return from.toString(charset);
  }

  public static int inflate(Inflater inflater, byte[] to) throws DataFormatException {
    long before = inflater.getBytesRead();
    int count = inflater.inflate(to);
    bulk(4 * (count + inflater.getBytesRead() - before));
    return count;
  }

  public static byte[] decode(Base64.Decoder decoder, byte[] symbols) {
    bulk(4L * symbols.length);
    return decoder.decode(symbols);
  }

  public static byte[] copyOf(byte[] from, int length) {
    bulk(length);
    return Arrays.copyOf(from, length);
  }

  public static int[] copyOf(int[] from, int length) {
    bulk(4L * length);
    return Arrays.copyOf(from, length);
  }

  public static char[] copyOf(char[] from, int length) {
    bulk(2L * length);
    return Arrays.copyOf(from, length);
  }

  public static long[] copyOf(long[] from, int length) {
    bulk(8L * length);
    return Arrays.copyOf(from, length);
  }

  public static double[] copyOf(double[] from, int length) {
    bulk(8L * length);
    return Arrays.copyOf(from, length);
  }

  public static byte[] copyOfRange(byte[] from, int start, int end) {
    bulk(end - start);
    return Arrays.copyOfRange(from, start, end);
  }

  public static boolean equals(byte[] one, byte[] other) {
    boolean is = Arrays.equals(one, other);
    bulk(is && one != null ? one.length : 0);
    return is;
  }

  public static double parseDouble(String text) {
    bulk((long) EIGHTHS * text.length());
    return Double.parseDouble(text);
  }

  public static void arraycopy(Object from, int at, Object to, int start, int count) {
    bulk(count);
    System.arraycopy(from, at, to, start, count);
  }
}
