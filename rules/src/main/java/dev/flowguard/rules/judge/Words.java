package dev.flowguard.rules.judge;

import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.provenance.Compared;
import java.util.List;

/**
 * The sentences of an explanation. Values show as their length; names are shown, because what is
 * explained is test data.
 */
final class Words {
  private static final int LEAVES_SHOWN = 40;

  private Words() {}

  static String leaves(Payload payload) {
    StringBuilder out = new StringBuilder();
    out.append(payload.leaves().size()).append(" leaves, ").append(payload.inspection());
    int shown = 0;
    for (Leaf leaf : payload.leaves()) {
      if (shown++ == LEAVES_SHOWN) {
        out.append("\n  … and ").append(payload.leaves().size() - LEAVES_SHOWN).append(" more");
        break;
      }
      out.append("\n  ").append(leaf.location().named()).append(' ').append(size(leaf));
      if (leaf.layers().depth() > 0) {
        out.append(" through ").append(leaf.layers());
      }
    }
    return out.toString();
  }

  private static String size(Leaf leaf) {
    String text = leaf.toString();
    return text.substring(text.lastIndexOf('('));
  }

  /** {@code run}, or {@code whole} for short values. */
  static String stage(Compared found) {
    return switch (found.origin().comparison().kind()) {
      case WHOLE, UNSPACED, PART -> "whole";
      default -> "run";
    };
  }

  /** What was found of which captured value, how long against what is needed, and what was left. */
  static String compared(Compared found) {
    List<Leaf> leaves = found.leaves();
    return found.origin().compared(leaves.isEmpty() ? "" : leaves.get(0).location().named());
  }

  static String finding(RuleSet.Active rule, String category, Finding finding) {
    StringBuilder out = new StringBuilder();
    out.append(category).append(" by ").append(finding.detector()).append(" at ");
    out.append(finding.leaves().get(0).location().named()).append(", ").append(finding.length());
    out.append(' ').append(finding.unit());
    Finding.Origin origin = finding.origin();
    if (origin != null) {
      out.append(", of ").append(origin.value());
      out.append(origin.decisive() ? "" : ", too short to be sure");
    }
    return out.append(": rule ").append(rule.rule().id()).toString();
  }

  static String decision(Verdict verdict) {
    StringBuilder out = new StringBuilder(verdict.decision().toString());
    for (Violation violation : verdict.violations()) {
      out.append("\n  rule ").append(violation.rule().id());
      out.append(" (mode ").append(violation.mode().name().toLowerCase(java.util.Locale.ROOT));
      out.append("): ")
          .append(violation.category())
          .append(" at ")
          .append(violation.location().named());
    }
    return out.toString();
  }
}
