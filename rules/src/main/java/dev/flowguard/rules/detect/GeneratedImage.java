package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.FileKind;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Signs;
import dev.flowguard.rules.vocabulary.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A picture that a generator made, by what it says of itself:
 *
 * <ul>
 *   <li>PNG text chunks: {@code parameters} (AUTOMATIC1111, Fooocus), {@code prompt} with {@code
 *       workflow} (ComfyUI), {@code Dream}, {@code sd-metadata}, {@code invokeai_metadata}
 *       (InvokeAI), {@code fooocus_scheme}, {@code Software} of NovelAI;
 *   <li>the same parameters as an EXIF or JPEG comment (JPEG, WebP);
 *   <li>a C2PA manifest or XMP whose {@code digitalSourceType} is that of a trained model.
 * </ul>
 */
public final class GeneratedImage implements Detector {
  private static final Set<String> SURE =
      Set.of(
          "parameters",
          "Dream",
          "sd-metadata",
          "invokeai_metadata",
          "invokeai_graph",
          "fooocus_scheme",
          "generation_data");

  /** Programs that only generate, as they name themselves in Software or Source. */
  private static final List<String> GENERATORS =
      List.of("NovelAI", "Stable Diffusion", "Midjourney", "DALL-E", "ComfyUI", "InvokeAI");

  private static final int LONGEST_COMMENT = 64 << 10;

  @Override
  public Shape shape() {
    return Shape.GENERATED_IMAGE;
  }

  @Override
  public int quarters() {
    return 1;
  }

  @Override
  public Signs signs() {
    return Signs.NONE;
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Binary binary && isImage(binary.bytes())) {
        if (isGenerated(ImageSegments.of(binary.bytes(), payload.work()), payload.work())) {
          findings.add(
              new Finding(
                  shape(), List.of(leaf), binary.bytes().length, Secret.of(binary.bytes()), null));
        }
      }
    }
    return findings;
  }

  private static boolean isImage(byte[] bytes) {
    FileKind kind = FileKind.of(bytes);
    return kind != null && kind.isImage();
  }

  private static boolean isGenerated(ImageSegments segments, Work work) {
    Set<String> keywords = new HashSet<>();
    for (ImageSegments.Text text : segments.texts()) {
      work.charge(text.value().length());
      keywords.add(text.keyword());
      if (SURE.contains(text.keyword())
          || isProgram(text.keyword()) && namesGenerator(text.value())
          || areParameters(text.value())) {
        return true;
      }
    }
    return keywords.contains("prompt") && keywords.contains("workflow")
        || segments.exif().stream().anyMatch(GeneratedImage::hasParameters)
        || segments.xmp().stream()
            .anyMatch(packet -> DigitalSourceType.isGeneratedByXmp(packet, work))
        || segments.manifests().stream().anyMatch(store -> C2paManifest.saysGenerated(store, work));
  }

  private static boolean isProgram(String keyword) {
    return keyword.equals("Software") || keyword.equals("Source");
  }

  private static boolean namesGenerator(String program) {
    return GENERATORS.stream().anyMatch(program::startsWith);
  }

  /** The user comment of EXIF 2.32 (tag 0x9286) is read wherever in the block it stands. */
  private static boolean hasParameters(byte[] exif) {
    int length = Math.min(exif.length, LONGEST_COMMENT);
    return areParameters(new String(exif, 0, length, StandardCharsets.UTF_8).replace("\0", ""));
  }

  /** As AUTOMATIC1111 writes them, and others after it: all three in one comment. */
  private static boolean areParameters(String comment) {
    return comment.contains("Steps: ")
        && comment.contains("Sampler: ")
        && (comment.contains("CFG scale: ") || comment.contains("Seed: "));
  }
}
