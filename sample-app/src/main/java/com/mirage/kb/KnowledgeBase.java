package com.mirage.kb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A customer's articles, which only that customer may read: files below {@code kb}, which the
 * policy names as a source.
 */
public final class KnowledgeBase {
  private static final String ARTICLE =
      "The kiln in hall two must cool to ninety degrees before anyone opens the lower flap,"
          + " whatever the display says; the sensor is behind the wrong brick since the move.";

  private KnowledgeBase() {}

  /** Writes the articles, as customers have done before the service starts. */
  public static void write(Path folder) throws IOException {
    Path kb = Files.createDirectories(folder.resolve("kb/pottery"));
    Files.writeString(kb.resolve("kiln.md"), "# The kiln\n\n" + ARTICLE + "\n");
  }

  /** The text of one of them. */
  public static String article() {
    return ARTICLE;
  }
}
