package com.mirage.file;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.springframework.web.util.HtmlUtils;

/** Files in another form. */
public final class Conversions {
  private Conversions() {}

  /** A picture in two thirds of its size, as JPEG. */
  public static byte[] smaller(byte[] picture) throws IOException {
    BufferedImage whole = ImageIO.read(new ByteArrayInputStream(picture));
    int width = whole.getWidth() * 2 / 3;
    int height = whole.getHeight() * 2 / 3;
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(whole, 0, 0, width, height, null);
    graphics.dispose();
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(small, "jpeg", jpeg);
    return jpeg.toByteArray();
  }

  /** The text of a Word document. */
  public static String text(byte[] docx) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(docx))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals("word/document.xml")) {
          String xml = new String(zip.readAllBytes(), StandardCharsets.UTF_8);
          return HtmlUtils.htmlUnescape(xml.replaceAll("<[^>]*>", " ")).strip();
        }
      }
    }
    throw new IOException("not a Word document");
  }
}
