package dev.flowguard.rules.vocabulary;

import java.util.ArrayList;
import java.util.List;

/** A way in which content looks, whatever it says. Each has exactly one detector. */
public enum Shape {
  CHAT_TRANSCRIPT("chat-transcript", true),
  DOCUMENT_FILE("document-file", true),
  IMAGE_FILE("image-file", true),
  GENERATED_IMAGE("generated-image", true),
  EMBEDDING_VECTOR("embedding-vector", true),
  SIGNED_LINK("signed-link", true),
  EMAIL("email", true),
  PHONE("phone", true),
  CARD_NUMBER("card-number", true),
  MODEL_FILE("model-file", true),

  /** Asked for by {@code also-hashed} of a rule, never named by a category. */
  HASHED_CONTACT("hashed-contact", false),

  /** Made of a category's own {@code patterns}, with a detector for each. */
  PATTERN("pattern", false);

  private final String word;
  private final boolean isNamed;

  Shape(String word, boolean isNamed) {
    this.word = word;
    this.isNamed = isNamed;
  }

  /** True if a category of a policy may name it under {@code shapes}. */
  public boolean isNamed() {
    return isNamed;
  }

  /** True for files as such, which are no finding where an end point is there to take files. */
  public boolean isFile() {
    return this == DOCUMENT_FILE || this == IMAGE_FILE;
  }

  /** True for addresses and numbers of people, which a rule may ask for as hashes too. */
  public boolean isContact() {
    return this == EMAIL || this == PHONE;
  }

  /** Those that a policy may name, in the order of the documentation. */
  public static List<Shape> named() {
    List<Shape> named = new ArrayList<>();
    for (Shape shape : values()) {
      if (shape.isNamed) {
        named.add(shape);
      }
    }
    return named;
  }

  /** The word in policies and logs. */
  @Override
  public String toString() {
    return word;
  }
}
