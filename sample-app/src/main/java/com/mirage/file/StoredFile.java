package com.mirage.file;

/** A file of a user. */
public record StoredFile(String name, String mediaType, byte[] content) {
  /** Where it comes from. */
  public enum Kind {
    DOCUMENT,
    PHOTO,
    GENERATED_PHOTO,
    MODEL
  }
}
