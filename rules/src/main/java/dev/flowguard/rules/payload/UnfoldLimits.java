package dev.flowguard.rules.payload;

/**
 * How far a payload is unfolded, beside its counted work. All are counts, so that a verdict does
 * not depend on how busy the machine is.
 *
 * @param depth layers within layers
 * @param parts decoded parts, the parts of a multipart body among them
 * @param leaves texts and runs of bytes
 * @param decodedBytes all decoded output together
 * @param ratio output to input of one compressed part, looked at after the first mebibyte of output
 * @param jsonDepth nesting within one JSON text
 */
public record UnfoldLimits(
    int depth, int parts, int leaves, int decodedBytes, int ratio, int jsonDepth) {
  /** 16 layers, 2 000 parts, 200 000 leaves, 16 MiB, 200 to 1, 1 000 levels of JSON. */
  public static final UnfoldLimits DEFAULT =
      new UnfoldLimits(16, 2_000, 200_000, 16 << 20, 200, 1_000);
}
