package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A pre-signed link to object storage: whoever has it can fetch the file. By the parameters that
 * the signature of each kind of storage has: Amazon S3 and what speaks like it (Signature Version 4
 * and 2), Google Cloud Storage, Azure (shared access signature), CloudFront.
 */
final class SignedLink implements Detector {
  private static final int LONGEST = 8_192;

  /** Of a character of a link. */
  private static final int LINK_STEPS = 10;

  private static final String[][] SIGNATURES = {
    {"&x-amz-signature="},
    {"&x-goog-signature="},
    {"&awsaccesskeyid=", "&signature=", "&expires="},
    {"&googleaccessid=", "&signature=", "&expires="},
    {"&sig=", "&se=", "&sv="},
    {"&key-pair-id=", "&signature="}
  };

  @Override
  public Shape shape() {
    return Shape.SIGNED_LINK;
  }

  @Override
  public int quarters() {
    return 1;
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text) {
        String link = find(text.value(), payload.work());
        if (!link.isEmpty()) {
          findings.add(new Finding(shape(), List.of(leaf), link.length(), Secret.of(link), null));
        }
      }
    }
    return findings;
  }

  /** The first such link in a text, or nothing. */
  private static String find(String text, Work work) {
    int at = text.indexOf("://");
    while (at >= 0) {
      int query = -1;
      int end = at;
      while (end < text.length() && end - at < LONGEST && isPart(text.charAt(end))) {
        query = query < 0 && text.charAt(end) == '?' ? end : query;
        end++;
      }
      work.charge((long) LINK_STEPS * (end - at));
      if (query >= 0 && isSigned(text.substring(query, end))) {
        return text.substring(Math.max(0, at - 5), end);
      }
      at = text.indexOf("://", end);
    }
    return "";
  }

  private static boolean isPart(char c) {
    return c > ' ' && c != '"' && c != '<' && c != '>' && c != '\\' && c != '`';
  }

  private static boolean isSigned(String query) {
    String parameters = query.toLowerCase(Locale.ROOT).replace("?", "&").replace("amp;", "");
    for (String[] signature : SIGNATURES) {
      boolean hasAll = true;
      for (String parameter : signature) {
        hasAll = hasAll && parameters.contains(parameter);
      }
      if (hasAll) {
        return true;
      }
    }
    return false;
  }
}
