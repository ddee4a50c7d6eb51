package dev.flowguard.rules.judge;

import dev.flowguard.rules.detect.Detector;
import dev.flowguard.rules.detect.PatternMatch;
import dev.flowguard.rules.policy.Category;
import dev.flowguard.rules.policy.Constraint;
import dev.flowguard.rules.policy.Mode;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Processor;
import dev.flowguard.rules.policy.Rule;
import dev.flowguard.rules.policy.TextKind;
import dev.flowguard.rules.provenance.OwnWords;
import dev.flowguard.rules.provenance.Thresholds;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules that reach one recipient, sorted out once so that a judgement only walks lists.
 *
 * @param forbidden categories that one of them forbids
 */
record RuleSet(
    List<Active> places,
    List<Active> contents,
    Set<String> forbidden,
    Thresholds thresholds,
    Set<String> alsoHashed,
    OwnWords own,
    Search search) {
  static final String UNDECLARED = "undeclared";

  static final RuleSet EMPTY =
      new RuleSet(
          List.of(),
          List.of(),
          Set.of(),
          Thresholds.PROSE,
          Set.of(),
          OwnWords.NONE,
          new Search(Set.of(), List.of(), Set.of()));

  /** A rule with the mode that applies to it here and now. */
  record Active(Rule rule, Mode mode) {
    boolean forbids(String category) {
      return rule.constraint() instanceof Constraint.Never never
          && never.categories().contains(category);
    }

    /** The forbidden categories that this detector reports. */
    List<String> categoriesOf(Detector detector, Policy policy) {
      Constraint.Never never = (Constraint.Never) rule.constraint();
      List<String> categories = new ArrayList<>(1);
      for (String id : never.categories()) {
        Category category = policy.categories().get(id);
        if (category != null && isOf(detector, category, never)) {
          categories.add(id);
        }
      }
      return categories;
    }

    private static boolean isOf(Detector detector, Category category, Constraint.Never never) {
      if (detector instanceof PatternMatch pattern) {
        return pattern.category().equals(category.id());
      }
      return category.shapes().contains(detector.shape())
          || detector.shape() == Shape.HASHED_CONTACT
              && never.alsoHashed().contains("sha256")
              && hasContact(category.shapes());
    }

    /** True if what this detector finds of a category is told, but never blocks. */
    static boolean isShadow(Detector detector, String category, Policy policy) {
      Category of = policy.categories().get(category);
      return detector instanceof PatternMatch pattern
          ? pattern.isShadow()
          : of != null && of.shadowed().contains(detector.shape());
    }
  }

  /** True if one of the rules is in mode block. */
  boolean mayStop() {
    for (Active each : places) {
      if (each.mode == Mode.BLOCK) {
        return true;
      }
    }
    for (Active each : contents) {
      if (each.mode == Mode.BLOCK) {
        return true;
      }
    }
    return false;
  }

  static RuleSet reaching(Policy policy, @Nullable Mode setting, String processor) {
    Processor declared = policy.processors().get(processor);
    Thresholds thresholds =
        declared != null && declared.text() == TextKind.STRUCTURED
            ? Thresholds.STRUCTURED
            : Thresholds.PROSE;
    return of(policy, setting, processor, thresholds);
  }

  static RuleSet reachingUndeclared(Policy policy, @Nullable Mode setting) {
    return of(policy, setting, null, Thresholds.PROSE);
  }

  private static RuleSet of(
      Policy policy, @Nullable Mode setting, @Nullable String processor, Thresholds thresholds) {
    Processor declared = processor == null ? null : policy.processors().get(processor);
    List<Active> places = new ArrayList<>();
    List<Active> contents = new ArrayList<>();
    Set<Shape> shapes = EnumSet.noneOf(Shape.class);
    Set<String> forbidden = new LinkedHashSet<>();
    Set<String> alsoHashed = new LinkedHashSet<>();
    List<Category> categories = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      Mode mode = modeOf(rule, policy, setting);
      if (mode == Mode.OFF) {
        continue;
      }
      if (rule.constraint() instanceof Constraint.OnlyHosts only) {
        if (only.processor().equals(processor)) {
          places.add(new Active(rule, mode));
        }
      } else if (rule.constraint() instanceof Constraint.Never never
          && (processor == null ? never.undeclared() : never.processors().contains(processor))) {
        contents.add(new Active(rule, mode));
        forbidden.addAll(never.categories());
        alsoHashed.addAll(never.alsoHashed());
        for (String id : never.categories()) {
          Category category = policy.categories().get(id);
          if (category != null) {
            shapes.addAll(category.shapes());
            categories.add(category);
          }
        }
      }
    }
    return new RuleSet(
        List.copyOf(places),
        List.copyOf(contents),
        Set.copyOf(forbidden),
        thresholds,
        Set.copyOf(alsoHashed),
        own(policy, declared),
        new Search(shapes, categories, alsoHashed));
  }

  private static boolean hasContact(Collection<Shape> shapes) {
    for (Shape shape : shapes) {
      if (shape.isContact()) {
        return true;
      }
    }
    return false;
  }

  /** Words that are nobody's content at this recipient; null for those that are not declared. */
  private static OwnWords own(Policy policy, @Nullable Processor declared) {
    List<String> texts = new ArrayList<>(policy.firstParty().suffixes());
    texts.add(policy.name());
    for (Processor each : policy.processors().values()) {
      texts.add(each.title());
    }
    return new OwnWords(
        declared == null ? null : declared.id(),
        policy.firstParty(),
        declared == null ? Set.of() : declared.names(),
        texts);
  }

  /** The rule's own mode, else the operator's, else the policy's; never above the operator's. */
  static Mode modeOf(Rule rule, Policy policy, @Nullable Mode setting) {
    Mode top = setting == null ? policy.mode() : setting;
    Mode own = rule.mode() == null ? top : rule.mode();
    if (rule.shadow() && own == Mode.BLOCK) {
      own = Mode.OBSERVE;
    }
    // Mode's order is off, observe, block.
    return setting != null && own.compareTo(setting) > 0 ? setting : own;
  }

  /** Steps a byte that patterns may cost beyond what every payload may. */
  long extraSteps() {
    long quarters = 0;
    for (Detector detector : search.detectors()) {
      quarters += detector instanceof PatternMatch ? detector.quarters() : 0;
    }
    return quarters / 4;
  }

  boolean isEmpty() {
    return places.isEmpty() && contents.isEmpty();
  }

  /** For an explanation. */
  String describe() {
    if (isEmpty()) {
      return "which no rule concerns";
    }
    List<String> ids = new ArrayList<>();
    places.forEach(rule -> ids.add(rule.rule().id()));
    contents.forEach(rule -> ids.add(rule.rule().id()));
    return "rules " + String.join(", ", ids);
  }
}
