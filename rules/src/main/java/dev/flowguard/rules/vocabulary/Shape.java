package dev.flowguard.rules.vocabulary;

import java.util.ArrayList;
import java.util.List;

/**
 * A way in which content looks, whatever it says. One that is built has exactly one detector; a
 * policy may name one that is not, and is then reported as not active.
 */
public enum Shape {
  CHAT_TRANSCRIPT("chat-transcript", true, true),
  DOCUMENT_FILE("document-file", true, true),
  IMAGE_FILE("image-file", true, true),
  GENERATED_IMAGE("generated-image", true, true),
  EMBEDDING_VECTOR("embedding-vector", true, true),
  SIGNED_LINK("signed-link", true, true),
  EMAIL("email", true, true),
  PHONE("phone", true, true),
  CARD_NUMBER("card-number", true, true),
  MODEL_FILE("model-file", false, true),

  /** Asked for by {@code also-hashed} of a rule, never named by a category. */
  HASHED_CONTACT("hashed-contact", true, false),

  /** Made of a category's own {@code patterns}, with a detector for each. */
  PATTERN("pattern", true, false);

  private final String word;
  private final boolean isBuilt;
  private final boolean isNamed;

  Shape(String word, boolean isBuilt, boolean isNamed) {
    this.word = word;
    this.isBuilt = isBuilt;
    this.isNamed = isNamed;
  }

  /** True if this version has a detector for it. */
  public boolean isBuilt() {
    return isBuilt;
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
