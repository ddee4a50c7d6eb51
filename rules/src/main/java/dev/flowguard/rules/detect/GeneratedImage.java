package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.FileKind;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A picture that a generator made, by the text chunks that generators write into PNG files (PNG
 * specification, section 11.3.3), wherever in the file they stand.
 *
 * <p>Keywords: {@code parameters} (AUTOMATIC1111 and Fooocus), {@code prompt} with {@code workflow}
 * (ComfyUI), {@code Dream}, {@code sd-metadata} and {@code invokeai_metadata} (InvokeAI), {@code
 * Software: NovelAI}, {@code fooocus_scheme}.
 */
final class GeneratedImage implements Detector {
  private static final int HEADER = 8;
  private static final int LONGEST_KEYWORD = 79;
  private static final Set<String> SURE =
      Set.of(
          "parameters",
          "Dream",
          "sd-metadata",
          "invokeai_metadata",
          "invokeai_graph",
          "fooocus_scheme",
          "generation_data");

  @Override
  public String shape() {
    return "generated-image";
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Binary binary
          && FileKind.of(binary.bytes()) == FileKind.PNG
          && isGenerated(binary.bytes())) {
        findings.add(
            new Finding(
                shape(), List.of(leaf), binary.bytes().length, Secret.of(binary.bytes()), null));
      }
    }
    return findings;
  }

  private static boolean isGenerated(byte[] png) {
    Set<String> keywords = new HashSet<>();
    int at = HEADER;
    while (at + HEADER <= png.length) {
      long length =
          (png[at] & 0xffL) << 24
              | (png[at + 1] & 0xff) << 16
              | (png[at + 2] & 0xff) << 8
              | png[at + 3] & 0xff;
      String type = new String(png, at + 4, 4, StandardCharsets.ISO_8859_1);
      int start = at + HEADER;
      // A lying length ends the walk at the end of the file; the chunk itself is looked at.
      int end = (int) Math.min(start + length, png.length);
      if (type.equals("tEXt") || type.equals("zTXt") || type.equals("iTXt")) {
        String keyword = keyword(png, start, end);
        keywords.add(keyword);
        if (SURE.contains(keyword)
            || keyword.equals("Software")
                && new String(png, start, end - start, StandardCharsets.ISO_8859_1)
                    .contains("NovelAI")) {
          return true;
        }
      }
      at = end + 4;
    }
    return keywords.contains("prompt") && keywords.contains("workflow");
  }

  private static String keyword(byte[] png, int start, int end) {
    int at = start;
    while (at < end && at - start <= LONGEST_KEYWORD && png[at] != 0) {
      at++;
    }
    return new String(png, start, at - start, StandardCharsets.ISO_8859_1);
  }
}
