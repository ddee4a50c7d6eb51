package dev.flowguard.agent.cli;

import dev.flowguard.rules.decision.Decision;
import dev.flowguard.rules.decision.Notice;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.inspection.Inspection;
import dev.flowguard.rules.policy.Clause;
import dev.flowguard.rules.policy.Document;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A verdict for a person who knows neither the guard nor the request: what, why, and the remedy.
 */
final class PlainSentence {
  private PlainSentence() {}

  /** One line a reason; names of the request are shown, values are not. */
  static List<String> of(Verdict verdict, Policy policy) {
    List<String> lines = new ArrayList<>();
    for (Violation violation : verdict.violations()) {
      lines.add(of(violation, verdict, policy));
    }
    if (!(verdict.decision() instanceof Decision.Block)) {
      lines.add(
          "allowed: nothing in this request violates a rule that reaches "
              + verdict.recipient()
              + ".");
    }
    for (Notice notice : verdict.notices()) {
      lines.add(
          "noted, not blocked: "
              + notice.category()
              + " at "
              + VerdictLine.inert(notice.location().named())
              + " ("
              + why(notice)
              + ").");
    }
    return lines;
  }

  private static String why(Notice notice) {
    Finding.Origin origin = notice.origin();
    return origin == null ? notice.why() : notice.why() + ": " + origin.comparison().inWords();
  }

  private static String of(Violation violation, Verdict verdict, Policy policy) {
    StringBuilder line = new StringBuilder().append(violation.mode()).append(": ");
    switch (violation.category()) {
      case Violation.NOT_INSPECTED ->
          line.append("a request to ")
              .append(violation.processor())
              .append(" could not be inspected in full")
              .append(reason(verdict.inspection()));
      case Violation.REGION ->
          line.append("this host of ")
              .append(violation.processor())
              .append(" is not one that the policy names");
      default ->
          line.append(violation.category())
              .append(" would reach ")
              .append(recipient(violation.processor()))
              .append(" in ")
              .append(VerdictLine.inert(violation.location().named()))
              .append(" (")
              .append(violation.length())
              .append(' ')
              .append(violation.unit())
              .append(')');
    }
    return line + why(violation.rule().id(), violation.rule().keeps(), violation.rule(), policy);
  }

  /**
   * The rule, the clauses that it keeps and the remedy.
   *
   * @param rule null where it is not known, and only the ids are
   */
  static String why(String id, List<String> keeps, @Nullable Rule rule, Policy policy) {
    String clauses = clauses(keeps, rule == null ? null : policy.document());
    String why = ". Rule " + id + (clauses.isEmpty() ? " forbids it." : " keeps " + clauses + ".");
    return rule == null || rule.fix() == null ? why : why + " Remedy: " + rule.fix();
  }

  static String recipient(String processor) {
    return processor.equals("undeclared") ? "a recipient that the policy does not name" : processor;
  }

  private static String reason(Inspection inspection) {
    return inspection instanceof Inspection.Incomplete ? " (" + inspection + ")" : "";
  }

  private static String clauses(List<String> keeps, @Nullable Document document) {
    List<String> clauses = new ArrayList<>();
    for (String id : keeps) {
      Clause clause = document == null ? null : document.clauses().get(id);
      clauses.add(clause == null ? id : id + ", " + clause.section() + ": " + clause.says());
    }
    return String.join("; ", clauses);
  }
}
