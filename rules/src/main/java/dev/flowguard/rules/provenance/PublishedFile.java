package dev.flowguard.rules.provenance;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.FileKind;
import dev.flowguard.rules.payload.ShownText;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * A file that is published: a message bundle counts by its values, a page or template by its text
 * as it is and as it is shown, any other text as it is, and what is no text as a whole.
 *
 * @param name of the file, by whose end a message bundle is known
 * @param bytes never modified
 */
public record PublishedFile(String name, byte[] bytes) {
  private static final String BUNDLE = ".properties";

  /** Declares it as published. */
  public void addTo(ProtectedContent content) {
    if (FileKind.of(bytes) == null) {
      texts().forEach(content::publish);
    } else {
      content.publish(bytes);
    }
  }

  private List<String> texts() {
    String text = text();
    if (name.toLowerCase(Locale.ROOT).endsWith(BUNDLE)) {
      return values(text);
    }
    List<String> texts = new ArrayList<>();
    texts.add(text);
    try {
      String shown = ShownText.rendered(text, Work.forBytes(bytes.length));
      if (shown != null) {
        texts.add(shown);
      }
    } catch (Work.UsedUp e) {
      // The text as it is counts.
    }
    return texts;
  }

  /** Bundles are UTF-8 since Java 9, and were ISO 8859-1 before. */
  private String text() {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  private static List<String> values(String text) {
    Properties bundle = new Properties();
    try {
      bundle.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException("a string can be read", e);
    } catch (IllegalArgumentException e) {
      return List.of(text); // a broken escape: no bundle after all
    }
    List<String> values = new ArrayList<>();
    for (String key : bundle.stringPropertyNames()) {
      values.add(bundle.getProperty(key));
    }
    return values;
  }

  /** The name is one that the policy's author knows; nothing of the content. */
  @Override
  public String toString() {
    return "PublishedFile[" + bytes.length + " bytes]";
  }
}
