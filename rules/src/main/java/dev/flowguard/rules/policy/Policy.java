package dev.flowguard.rules.policy;

import dev.flowguard.rules.vocabulary.Feature;
import dev.flowguard.rules.vocabulary.Match;
import dev.flowguard.rules.vocabulary.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A policy as read from its file. Immutable; maps keep the order of the file.
 *
 * @param environments modes that replace {@code mode} where the operator names one of them
 * @param hostPermits what undeclared recipients may get
 * @param publicFiles patterns of files whose text is published
 * @param features that it asks for beside shapes and sources
 * @param onIncomplete null for the defaults: processors block, undeclared recipients let pass
 * @param hash SHA-256 of the file's bytes, in hexadecimal
 */
public record Policy(
    String name,
    int revision,
    @Nullable Document document,
    Mode mode,
    Map<String, Mode> environments,
    Set<Feature> features,
    @Nullable OnIncomplete onIncomplete,
    HostPatterns firstParty,
    Map<String, Processor> processors,
    Map<String, Category> categories,
    List<Rule> rules,
    List<HostPermit> hostPermits,
    List<String> publicFiles,
    List<PolicyException> exceptions,
    String hash) {

  /** The resource that {@link #builtIn} reads. */
  static final String BUILT_IN = "/dev/flowguard/rules/mirage-studio.yaml";

  public Policy {
    features = Set.copyOf(features);
    environments = Collections.unmodifiableMap(new LinkedHashMap<>(environments));
    processors = Collections.unmodifiableMap(new LinkedHashMap<>(processors));
    categories = Collections.unmodifiableMap(new LinkedHashMap<>(categories));
    rules = List.copyOf(rules);
    hostPermits = List.copyOf(hostPermits);
    publicFiles = List.copyOf(publicFiles);
    exceptions = List.copyOf(exceptions);
  }

  /** A policy without a rule: what is in force where none can be read. It concerns no request. */
  public static Policy none() {
    return new Policy(
        "none",
        0,
        null,
        Mode.OFF,
        Map.of(),
        Set.of(),
        null,
        HostPatterns.NONE,
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        "");
  }

  /** The policy of Mirage Studio, which is used where none is named. */
  public static Policy builtIn() {
    PolicyFile.Reading reading = PolicyFile.shipped(BUILT_IN);
    if (reading.policy() == null) {
      throw new IllegalStateException(reading.problems().toString());
    }
    return reading.policy();
  }

  /**
   * The same policy, whose processor is found at one more place: a stand-in.
   *
   * @throws IllegalArgumentException if it has no processor of that name
   */
  public Policy withStandIn(String processor, Endpoint place) {
    Processor real = processors.get(processor);
    if (real == null) {
      throw new IllegalArgumentException(
          "no processor " + processor + "; known: " + String.join(", ", processors.keySet()));
    }
    Map<String, Processor> replaced = new LinkedHashMap<>(processors);
    replaced.put(processor, real.alsoAt(place));
    return new Policy(
        name,
        revision,
        document,
        mode,
        environments,
        features,
        onIncomplete,
        firstParty,
        replaced,
        categories,
        rules,
        hostPermits,
        publicFiles,
        exceptions,
        hash);
  }

  /** How captured texts of a category are recognised. */
  public Match matchOf(String category) {
    Category known = categories.get(category);
    return known == null ? Match.TEXT : known.match();
  }

  /** For how long captured values of a category are known after they were last seen. */
  public Duration rememberOf(String category) {
    Category known = categories.get(category);
    return known == null ? Retention.DEFAULT : known.remember();
  }

  /** What this policy names and this version does not do yet. */
  public List<Feature> notActive() {
    List<Feature> list = new ArrayList<>();
    for (Feature feature : features) {
      if (!feature.isBuilt()) {
        list.add(feature);
      }
    }
    return list;
  }

  /** Clauses that are kept only if content of this category is known. */
  public List<String> clausesOf(String category) {
    Set<String> clauses = new LinkedHashSet<>();
    for (Rule rule : rulesOf(category)) {
      clauses.addAll(rule.keeps());
    }
    return List.copyOf(clauses);
  }

  /** The same, with the id of each rule that names no clause. */
  public List<String> promisesOf(String category) {
    Set<String> promises = new LinkedHashSet<>();
    for (Rule rule : rulesOf(category)) {
      promises.addAll(rule.keeps().isEmpty() ? List.of("rule " + rule.id()) : rule.keeps());
    }
    return List.copyOf(promises);
  }

  private List<Rule> rulesOf(String category) {
    List<Rule> all = new ArrayList<>();
    for (Rule rule : rules) {
      if (rule.constraint() instanceof Constraint.Never never
          && never.categories().contains(category)) {
        all.add(rule);
      }
    }
    return all;
  }
}
