package dev.flowguard.rules.payload.compound;

import static dev.flowguard.rules.payload.compound.CompoundFile.int16;
import static dev.flowguard.rules.payload.compound.CompoundFile.int32;

import dev.flowguard.rules.inspection.Work;
import java.nio.charset.StandardCharsets;

/**
 * The text of a PowerPoint presentation ([MS-PPT]): the text atoms (2.9.42, 2.9.43) and the strings
 * of comments, but not what the masters say, which is the same in all files of one template.
 */
final class SlideText {
  private static final int HEAD = 8;
  private static final int CONTAINER = 0xf;
  private static final int TEXT_CHARS = 0x0fa0;
  private static final int TEXT_BYTES = 0x0fa8;
  private static final int STRING = 0x0fba;
  private static final int COMMENT = 0x2ee0;
  private static final int MASTER = 0x03f8;
  private static final int HANDOUT = 0x0fc9;

  /** Notes of a slide (2.5.6); those without a slide are the master of the others. */
  private static final int NOTES = 0x03f0;

  private static final int NOTES_ATOM = 0x03f1;

  /** A shape, and which text of its master it is a place for (2.7.9). */
  private static final int SHAPE = 0xf004;

  private static final int PLACEHOLDER = 0x0bc3;

  /** Kinds of places that masters alone have: titles, bodies and pictures of slides. */
  private static final int LAST_OF_MASTER = 6;

  /** Steps of a byte, and bytes of a character. */
  private static final int STEPS = 4;

  private SlideText() {}

  /** The text of the stream PowerPoint Document. */
  static String of(byte[] document, Work work) {
    work.charge((long) STEPS * document.length);
    work.allocate((long) STEPS * document.length);
    StringBuilder out = new StringBuilder();
    int commentEnd = 0;
    int shapeEnd = 0;
    int masterEnd = 0;
    int at = 0;
    while (at + HEAD <= document.length) {
      int type = int16(document, at + 2);
      long length = int32(document, at + 4) & 0xffffffffL;
      boolean isContainer = (document[at] & CONTAINER) == CONTAINER;
      int start = at + HEAD;
      int end = (int) Math.min(document.length, start + length);
      if (isContainer && type != MASTER && type != HANDOUT && !isNotesMaster(document, at)) {
        commentEnd = type == COMMENT ? end : commentEnd;
        masterEnd = type == SHAPE ? 0 : masterEnd;
        shapeEnd = type == SHAPE ? end : shapeEnd;
        at = start;
        continue;
      }
      if (type == PLACEHOLDER && start + HEAD <= end) {
        int kind = document[start + 4];
        masterEnd = kind >= 1 && kind <= LAST_OF_MASTER ? shapeEnd : masterEnd;
      }
      if (start < masterEnd) {
        at = end;
        continue;
      }
      if (type == TEXT_CHARS || type == STRING && start < commentEnd) {
        out.append(new String(document, start, end - start, StandardCharsets.UTF_16LE))
            .append('\n');
      } else if (type == TEXT_BYTES) {
        out.append(new String(document, start, end - start, StandardCharsets.ISO_8859_1))
            .append('\n');
      }
      at = end;
    }
    return out.toString();
  }

  private static boolean isNotesMaster(byte[] document, int at) {
    int atom = at + HEAD;
    return int16(document, at + 2) == NOTES
        && atom + HEAD + Integer.BYTES <= document.length
        && int16(document, atom + 2) == NOTES_ATOM
        && int32(document, atom + HEAD) == 0;
  }
}
