package com.mirage.upload;

import dev.flowguard.api.Flowguard;

/** Takes files in from users. */
public final class Uploads {
  private Uploads() {}

  /** A document, as it came. */
  public static byte[] document(byte[] bytes) {
    return Flowguard.protect("uploaded-document", bytes);
  }
}
