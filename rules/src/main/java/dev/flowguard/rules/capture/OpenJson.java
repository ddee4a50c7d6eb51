package dev.flowguard.rules.capture;

import java.util.Arrays;

/**
 * The objects, arrays and the text of a JSON body that are open at the end of a section. The next
 * section is read between what opens them again and what closes them, so that its values are in
 * their places; positions in arrays begin anew.
 */
final class OpenJson implements OpenContent {
  private static final String JSON = "application/json";

  /** What is read twice at most, because no place to stop is in it. */
  private static final int LONGEST_OVERLAP = 8 << 10;

  private JsonTrail trail = new JsonTrail();

  /** True once it is not known what is open: the rest is read as a text. */
  private boolean isLost;

  @Override
  public BodyReader read(byte[] section) {
    JsonTrail end = new JsonTrail(trail);
    int whole = isLost ? 0 : end.follow(section, section.length);
    if (isLost || end.isLost()) {
      return BodyReader.open(section, null, null);
    }
    byte[] opened = OpenContent.concat(trail.opening(), Arrays.copyOf(section, whole));
    return BodyReader.open(OpenContent.concat(opened, end.closing()), JSON, null);
  }

  @Override
  public int next(byte[] section) {
    int overlap = OpenContent.overlap(section);
    if (isLost) {
      return overlap;
    }
    int next = trail.follow(section, overlap);
    isLost = trail.isLost() || overlap - next > LONGEST_OVERLAP;
    return isLost ? overlap : next;
  }

  @Override
  public void skip(boolean isFile) {
    isLost = true;
  }

  @Override
  public boolean mayDrop(byte[] bytes) {
    return false;
  }
}
