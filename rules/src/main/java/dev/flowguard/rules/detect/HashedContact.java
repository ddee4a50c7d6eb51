package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The SHA-256 of an e-mail address or telephone number, in hexadecimal or base64, in a field that
 * is named after it, as analytics services take them ({@code user_data.sha256_email_address}).
 * Looked for only where a rule asks for hashes.
 */
public final class HashedContact implements Detector {
  private static final int HEX_LENGTH = 64;
  private static final int BASE64_LENGTH = 44;

  /** Bytes of a step of a place that was looked at, beside its name. */
  private static final int STEP = 64;

  @Override
  public Shape shape() {
    return Shape.HASHED_CONTACT;
  }

  @Override
  public int quarters() {
    return 1;
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    Map<Location, Boolean> known = new IdentityHashMap<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text
          && !text.isName()
          && isHash(text.value())
          && isContact(text.location(), known, payload.work())) {
        findings.add(
            new Finding(
                shape(), List.of(leaf), text.value().length(), Secret.of(text.value()), null));
      }
    }
    return findings;
  }

  private static boolean isHash(String value) {
    if (value.length() == HEX_LENGTH) {
      return value.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
    }
    return value.length() == BASE64_LENGTH
        && value.endsWith("=")
        && value
            .chars()
            .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "+/=-_".indexOf(c) >= 0));
  }

  /**
   * The field or one around it is named after an address or a telephone.
   *
   * @param known of places that were looked at before: many fields may be below one
   */
  private static boolean isContact(Location location, Map<Location, Boolean> known, Work work) {
    boolean is = false;
    List<Location> seen = new ArrayList<>();
    for (Location at = location; at != null && !is; at = at.outer()) {
      Boolean before = known.get(at);
      if (before != null) {
        is = before;
        break;
      }
      seen.add(at);
      String name = at.name();
      work.allocate(STEP + (name == null ? 0 : name.length()));
      is =
          name != null
              && (name.toLowerCase(Locale.ROOT).contains("email") || PhoneWords.areNameOf(at));
    }
    for (Location each : seen) {
      known.put(each, is);
    }
    return is;
  }
}
