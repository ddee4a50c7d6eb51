package dev.flowguard.rules.detect;

import java.util.List;

/** All detectors of shapes. A new one is one more class here. */
public final class Detectors {
  private static final List<Detector> ALL =
      List.of(
          new ChatTranscript(),
          new ImageFile(),
          new DocumentFile(),
          new GeneratedImage(),
          new ModelFile(),
          new EmbeddingVector(),
          new SignedLink(),
          new EmailAddress(),
          new PhoneNumber(),
          new HashedContact(),
          new CardNumber());

  private Detectors() {}

  /** All of them, each with a word of its own. */
  public static List<Detector> all() {
    return ALL;
  }
}
