package dev.flowguard.sample;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** What the user writes, uploads and gets. */
final class Contents {
  static final String FULL_NAME = "Saskia van Doorn";
  static final String EMAIL = "saskia@polder.example";

  /** Asked on the day before; in the database since then. */
  static final String EARLIER_QUESTION =
      "My landlord wants me out by March because I keep bees on the roof of the tannery.";

  static final String QUESTION =
      "My sister asked me not to tell our parents that she left the convent in Assisi last week.";

  /** A question that the service never gets to store. */
  static final String OTHER_QUESTION =
      "How do I explain to my orchestra that I sold the viola which they lent me for the tour?";

  static final String ANSWER =
      "That sounds heavy, and you did not ask to be the one who carries it. You could agree with"
          + " her on a day by which she tells them herself, and until then answer every question"
          + " with the one sentence that you both know.";

  static final String FAREWELL = "Thanks, and good night!";

  static final String ANSWER_TO_FAREWELL =
      "Sleep well. If the thing with the convent keeps you awake, write down what you would say at"
          + " the breakfast table on Sunday, in the order in which you would say it, and leave the"
          + " sheet in the drawer until the morning.";

  static final String ARTICLE =
      "The kiln in hall two must cool to ninety degrees before anyone opens the lower flap,"
          + " whatever the display says; the sensor is behind the wrong brick since the move.";

  static final String PHOTO_PROMPT = "portrait of a lighthouse keeper, oil on canvas";

  private static final String LEASE =
      "LEASE between A. Demir and the Vereniging Noorderlicht for the boathouse at jetty 9,"
          + " with the loft, against 640 euro a month from the first of May.";

  private static final int WIDTH = 360;
  private static final int HEIGHT = 270;
  private static final int SHAPES = 120;
  private static final int END_OF_HEADER = 33;
  private static final int WEIGHTS = 2_000;

  private Contents() {}

  /** A Word document. */
  static byte[] lease() {
    ByteArrayOutputStream docx = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(docx)) {
      zip.putNextEntry(new ZipEntry("[Content_Types].xml"));
      zip.write(
          ("<?xml version=\"1.0\"?>"
                  + "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                  + "<Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>")
              .getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("word/document.xml"));
      zip.write(
          ("<?xml version=\"1.0\"?><w:document xmlns:w="
                  + "\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"
                  + "<w:p><w:r><w:t>"
                  + LEASE
                  + "</w:t></w:r></w:p></w:body></w:document>")
              .getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return docx.toByteArray();
  }

  static byte[] pdf() {
    return ("%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n% quarterly figures of a user\n"
            + "trailer << /Root 1 0 R >>\n%%EOF\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** As a phone takes it: a JPEG. */
  static byte[] photo() {
    return picture(3, "jpeg");
  }

  /** As a generator makes it: a PNG with the prompt in a text chunk. */
  static byte[] generatedPhoto() {
    byte[] png = picture(PHOTO_PROMPT.hashCode(), "png");
    byte[] text =
        ("tEXtparameters\0" + PHOTO_PROMPT + "\nSteps: 28, Sampler: Euler a")
            .getBytes(StandardCharsets.ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(text);
    return ByteBuffer.allocate(png.length + text.length + 8)
        .put(png, 0, END_OF_HEADER)
        .putInt(text.length - 4)
        .put(text)
        .putInt((int) crc.getValue())
        .put(png, END_OF_HEADER, png.length - END_OF_HEADER)
        .array();
  }

  /** Weights in the format of safetensors: the length of a head, the head, numbers. */
  static byte[] model() {
    byte[] head =
        ("{\"face.weight\":{\"dtype\":\"F32\",\"shape\":["
                + WEIGHTS
                + "],\"data_offsets\":[0,"
                + WEIGHTS * Float.BYTES
                + "]}}")
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + head.length + WEIGHTS * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(head.length)
            .put(head);
    Random random = new Random(5);
    for (int i = 0; i < WEIGHTS; i++) {
      file.putFloat((float) random.nextGaussian());
    }
    return file.array();
  }

  private static byte[] picture(int seed, String format) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < SHAPES; i++) {
      graphics.setColor(new Color(random.nextInt(0x1000000)));
      graphics.setStroke(new BasicStroke(1 + random.nextInt(9)));
      int x = random.nextInt(WIDTH);
      int y = random.nextInt(HEIGHT);
      int size = 10 + random.nextInt(90);
      switch (i % 3) {
        case 0 -> graphics.fillOval(x - size / 2, y - size / 2, size, size);
        case 1 -> graphics.fillRect(x - size / 2, y - size / 2, size, size / 2);
        default -> graphics.drawLine(x, y, random.nextInt(WIDTH), random.nextInt(HEIGHT));
      }
    }
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
