package dev.flowguard.rules.capture;

/** Tells bytes of compressed files from those that have a text somewhere. */
final class Noise {
  private static final int SAMPLES = 16;
  private static final int SAMPLE = 1 << 10;

  /** Of so many bytes, more than one is a control character that no text has. */
  private static final int RARE = 32;

  private Noise() {}

  /** True if there is no text in any of the places that are looked at, one in 64 KiB. */
  static boolean is(byte[] bytes) {
    int step = Math.max(SAMPLE, bytes.length / SAMPLES);
    for (int at = 0; at < bytes.length; at += step) {
      int end = Math.min(bytes.length, at + SAMPLE);
      int odd = 0;
      for (int i = at; i < end; i++) {
        byte b = bytes[i];
        odd += b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' ? 1 : 0;
      }
      if (odd * RARE <= end - at) {
        return false;
      }
    }
    return bytes.length > 0;
  }
}
