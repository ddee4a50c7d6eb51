package dev.flowguard.rules.policy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.flowguard.rules.policy.Problem.Level;
import dev.flowguard.rules.vocabulary.Feature;
import dev.flowguard.rules.vocabulary.Match;
import dev.flowguard.rules.vocabulary.Retention;
import dev.flowguard.rules.vocabulary.Shape;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a policy. All errors are reported at once, each with its place, the nearest known word and
 * the remedy; a policy with an error is not used.
 */
public final class PolicyFile {
  /** The largest policy file, in bytes. */
  public static final int MAX_BYTES = 1 << 20;

  private static final String CLASS_PATH = "classpath:";
  private static final Set<String> HASHES = words("sha256");
  private static final String UNDECLARED = "undeclared";
  private static final String GROUP = "group:";

  /** Before the key {@code match} there was this name. To be dropped after one release. */
  private static final String IMPLIES_WORDS = "personal-identifier";

  private final Yaml yaml;
  private final Set<String> patterns = new HashSet<>();
  private final Map<String, Processor> processors = new LinkedHashMap<>();
  private final Map<String, Category> categories = new LinkedHashMap<>();
  private final Set<String> ruleIds = new LinkedHashSet<>();
  private final List<String> catalogueIds = Catalogue.ids();
  private final SourceReader sources;
  private final PermitReader permits;
  private final List<SourcePlace> places = new ArrayList<>();
  private final List<DeclaredExchange> exchanges = new ArrayList<>();

  private PolicyFile(Yaml yaml) {
    this.yaml = yaml;
    this.sources = new SourceReader(yaml);
    this.permits = new PermitReader(yaml, categories.keySet());
  }

  /**
   * What came of reading: a policy, or none, and what is wrong, by place.
   *
   * @param sources where in the file the sources are
   */
  public record Reading(
      @Nullable Policy policy, List<Problem> problems, List<SourcePlace> sources) {
    public Reading {
      problems = List.copyOf(problems);
      sources = List.copyOf(sources);
    }
  }

  /**
   * Where a source is in the file.
   *
   * @param line from 1
   * @param column from 1
   */
  public record SourcePlace(Source source, int line, int column) {}

  /** An exchange that is a source, with its place in the file. */
  private record DeclaredExchange(String category, Source.Exchange source, Node at) {}

  /**
   * Reads a policy; never throws on its content.
   *
   * @param file name for messages
   */
  public static Reading read(String file, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return refused(file, "is larger than 1 MiB. A policy is a page or two.");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return refused(file, "is not UTF-8. Save it as UTF-8.");
    }
    Yaml yaml = new Yaml(file);
    return read(yaml, yaml.open(text), sha256(bytes));
  }

  /**
   * Reads a policy of this jar.
   *
   * @param resource absolute name of the YAML file
   */
  static Reading shipped(String resource) {
    NodeFile file = NodeFile.of(resource);
    Yaml yaml = new Yaml(resource.substring(resource.lastIndexOf('/') + 1));
    return read(yaml, yaml.open(file.root()), file.sha256());
  }

  private static Reading read(Yaml yaml, Yaml.@Nullable Section top, String sha256) {
    PolicyFile reader = new PolicyFile(yaml);
    Policy policy = top == null ? null : reader.policy(top, sha256);
    return new Reading(yaml.hasErrors() ? null : policy, yaml.problems(), reader.places);
  }

  /** The keys that reading this text asks for, by the names of their mappings. */
  static Map<String, Set<String>> keysOf(String text) {
    Yaml yaml = new Yaml("policy");
    Yaml.Section top = yaml.open(text);
    if (top != null) {
      new PolicyFile(yaml).policy(top, "");
    }
    return yaml.asked();
  }

  private static Reading refused(String file, String why) {
    return new Reading(null, List.of(new Problem(file, 0, 0, Level.ERROR, why)), List.of());
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static Set<String> words(String... words) {
    return new LinkedHashSet<>(List.of(words));
  }

  private Policy policy(Yaml.Section top, String hash) {
    String name = top.required("policy");
    int revision = top.number("revision", 1, 0, Integer.MAX_VALUE);
    Document document = document(top.section("document"));
    Mode mode = top.word("mode", Mode.values());
    Map<String, Mode> environments = environments(top.section("environments"));
    Set<Feature> features = features(top);
    OnIncomplete onIncomplete = top.word("on-incomplete", OnIncomplete.values());
    HostPatterns firstParty = HostPatterns.of(yaml.hosts(top, "first-party"));
    // Categories first: processors name them in their permits.
    Yaml.Section categorySection = needed(top, "categories");
    Yaml.Section processorSection = needed(top, "processors");
    if (categorySection != null) {
      for (Map.Entry<String, Node> each : categorySection.all().entrySet()) {
        String id = each.getKey();
        categories.put(id, category(id, each.getValue(), categorySection.keyNode(id)));
      }
    }
    if (processorSection != null) {
      for (Map.Entry<String, Node> each : processorSection.all().entrySet()) {
        String id = each.getKey();
        Processor processor = processor(id, each.getValue(), processorSection.keyNode(id));
        if (processor != null) {
          processors.put(id, processor);
        }
      }
    }
    List<Rule> rules = new ArrayList<>();
    if (!top.has("rules")) {
      yaml.error(top.node(), "the policy needs 'rules'");
    }
    for (Node node : top.list("rules")) {
      Rule rule = rule(node, document);
      if (rule != null) {
        rules.add(rule);
      }
    }
    List<PolicyException> exceptions = new ArrayList<>();
    for (Node node : top.list("exceptions")) {
      PolicyException exception = exception(node);
      if (exception != null) {
        exceptions.add(exception);
      }
    }
    List<HostPermit> hostPermits = permits.ofHosts(top);
    List<String> publicFiles = top.texts("public");
    for (String pattern : publicFiles) {
      String path =
          pattern.startsWith(CLASS_PATH) ? pattern.substring(CLASS_PATH.length()) : pattern;
      if (path.isEmpty() || path.equals("/") || path.startsWith("classpath*:")) {
        yaml.error(
            top.keyNode("public"),
            "'" + pattern + "' names nothing. Write a file, or classpath:/templates/**");
      }
    }
    top.close();
    refuseExchangesWithForbidden(rules);
    if (processorSection != null) {
      warnOfUnreached(rules, processorSection);
    }
    return new Policy(
        name,
        revision,
        document,
        mode == null ? Mode.BLOCK : mode,
        environments,
        features,
        onIncomplete,
        firstParty,
        processors,
        categories,
        rules,
        hostPermits,
        publicFiles,
        exceptions,
        hash);
  }

  private Yaml.@Nullable Section needed(Yaml.Section top, String key) {
    if (!top.has(key)) {
      yaml.error(top.node(), "the policy needs '" + key + "'");
    }
    return top.section(key);
  }

  private @Nullable Document document(Yaml.@Nullable Section section) {
    if (section == null) {
      return null;
    }
    Map<String, Clause> clauses = new LinkedHashMap<>();
    Yaml.Section list = section.section("clauses");
    if (list != null) {
      for (String id : list.all().keySet()) {
        Node clauseNode = list.get(id);
        Yaml.Section clause =
            clauseNode == null ? null : yaml.section(clauseNode, "clause '" + id + "'");
        if (clause != null) {
          clauses.put(id, new Clause(id, clause.required("section"), clause.required("says")));
          clause.close();
        }
      }
    }
    String effective = section.text("effective");
    Document document =
        new Document(section.required("title"), effective == null ? "" : effective, clauses);
    section.close();
    return document;
  }

  private static Map<String, Mode> environments(Yaml.@Nullable Section section) {
    Map<String, Mode> environments = new LinkedHashMap<>();
    if (section != null) {
      for (String name : section.all().keySet()) {
        Mode mode = section.word(name, Mode.values());
        if (mode != null) {
          environments.put(name, mode);
        }
      }
      section.close();
    }
    return environments;
  }

  private Set<Feature> features(Yaml.Section top) {
    Yaml.Section census = top.section("census");
    if (census == null) {
      return Set.of();
    }
    Node at = census.get("unseen");
    String word = census.required("unseen");
    census.close();
    if (at != null && word.equals("refuse")) {
      yaml.error(
          at,
          "'refuse' is not built in this version: no connection is counted, so none can be refused."
              + " Write 'report', which is shown as not active, or remove 'census'");
    } else if (at != null && word.equals("alarm")) {
      yaml.error(at, "'alarm' is called 'report' now");
    } else if (at != null && !word.isEmpty() && !word.equals("report")) {
      yaml.unknown(at, "word for 'unseen'", word, List.of("report"));
    }
    return Set.of(Feature.CENSUS);
  }

  private Category category(String id, Node node, Node key) {
    Yaml.Section section = yaml.section(node, "category '" + id + "'");
    if (section == null) {
      return new Category(
          id, null, List.of(), Set.of(), List.of(), Match.TEXT, Retention.DEFAULT, List.of());
    }
    List<Shape> shapes = new ArrayList<>();
    Set<Shape> shadowed = new LinkedHashSet<>();
    for (Node item : section.list("shapes")) {
      shape(item, shapes, shadowed);
    }
    List<ContentPattern> patterns = new ArrayList<>();
    for (Node item : section.list("patterns")) {
      ContentPattern pattern = pattern(item);
      if (pattern != null) {
        patterns.add(pattern);
      }
    }
    Match given = section.word("match", Match.values());
    Match match = given == null && id.equals(IMPLIES_WORDS) ? Match.WORDS : given;
    if (given == null && match == Match.WORDS) {
      yaml.warning(
          key,
          "'"
              + id
              + "' is matched as words because of its name, for this version only: write 'match:"
              + " words'");
    }
    List<Source> sources = new ArrayList<>();
    for (Node item : section.list("sources")) {
      Source source = this.sources.read(item);
      if (source != null) {
        sources.add(source);
        if (source instanceof Source.Exchange exchange) {
          exchanges.add(new DeclaredExchange(id, exchange, item));
        }
        if (item.line() > 0) {
          places.add(new SourcePlace(source, item.line(), item.column()));
        }
        if (match == null && SourceReader.isOfShortValues(source)) {
          yaml.warning(
              item,
              "this source seems to handle short values, which are not recognised as text: write"
                  + " 'match: words' for names, addresses and numbers of people, or 'match: text'"
                  + " if they are long");
        }
      }
    }
    if (!section.has("shapes") && !section.has("patterns") && !section.has("sources")) {
      yaml.warning(
          key,
          "category '"
              + id
              + "' has no shapes, patterns or sources: nothing is found in it but what the"
              + " application gives to Flowguard.protect");
    }
    Category category =
        new Category(
            id,
            section.text("fides"),
            shapes,
            shadowed,
            patterns,
            match == null ? Match.TEXT : match,
            remember(section),
            sources);
    section.close();
    return category;
  }

  /** For how long captured values of a category are known. */
  private Duration remember(Yaml.Section category) {
    Node at = category.get("remember");
    String word = category.text("remember");
    Duration span = word == null ? null : RetentionWord.parse(word);
    if (at != null && word != null && span == null) {
      yaml.unknownSpan(at, word, RetentionWord.nearest(word));
    }
    return span == null ? Retention.DEFAULT : span;
  }

  private void notBuilt(Yaml.Section section, Feature feature, String instead) {
    if (section.get(feature.toString()) != null) {
      yaml.notBuilt(section.keyNode(feature.toString()), feature, instead);
    }
  }

  /** A word, or { shape: word, shadow: true }. */
  private void shape(Node node, List<Shape> shapes, Set<Shape> shadowed) {
    boolean isShadow = false;
    Node word = node;
    if (node instanceof Node.Mapping) {
      Yaml.Section section = yaml.section(node, "a shape");
      if (section == null) {
        return;
      }
      word = section.get("shape");
      isShadow = section.flag("shadow");
      section.close();
      if (word == null) {
        yaml.error(node, "a shape is a word, or { shape: email, shadow: true }");
        return;
      }
    }
    Shape shape = yaml.word(word, "shape", Shape.named().toArray(new Shape[0]));
    if (shape != null) {
      shapes.add(shape);
      if (isShadow) {
        shadowed.add(shape);
      }
    }
  }

  private @Nullable ContentPattern pattern(Node node) {
    Yaml.Section section = yaml.section(node, "a pattern");
    if (section == null) {
      return null;
    }
    String id = section.required("id");
    String matches = section.required("matches");
    boolean isShadow = section.flag("shadow");
    section.close();
    if (id.isEmpty() || matches.isEmpty()) {
      return null;
    }
    if (!patterns.add(id)) {
      yaml.error(node, "two patterns are called '" + id + "': findings name a pattern by its id");
      return null;
    }
    if (patterns.size() > ContentPattern.MOST || matches.length() > ContentPattern.LONGEST) {
      yaml.error(
          node,
          "at most "
              + ContentPattern.MOST
              + " patterns of at most "
              + ContentPattern.LONGEST
              + " characters: join or shorten them");
      return null;
    }
    try {
      Pattern compiled = Pattern.compile(matches);
      if (compiled.matcher("").find()) {
        yaml.error(node, "the pattern matches the empty text, and so everything: make it longer");
        return null;
      }
      return new ContentPattern(id, compiled, isShadow);
    } catch (PatternSyntaxException e) {
      yaml.error(
          node,
          "the pattern is not understood ("
              + e.getDescription()
              + "). Write it in RE2's syntax, which has no back-references and no look-around.");
      return null;
    }
  }

  private @Nullable Processor processor(String id, Node node, Node key) {
    Yaml.Section section = yaml.section(node, "processor '" + id + "'");
    if (section == null) {
      return null;
    }
    if (id.equals(UNDECLARED)) {
      yaml.error(key, "'undeclared' is the word for everyone else: name this processor otherwise");
    }
    HostPatterns hosts = HostPatterns.NONE;
    List<Signature> signatures = new ArrayList<>(Signature.read(yaml, section));
    Set<String> groups = groups(section);
    TextKind text = null;
    List<Endpoint> acceptsFiles = List.of();
    String title = id;
    Set<String> names = Set.of();
    Node catalogue = section.get("catalogue");
    if (catalogue != null) {
      String entryId = yaml.text(catalogue, "'catalogue'");
      if (entryId != null && !catalogueIds.contains(entryId)) {
        yaml.unknown(catalogue, "catalogue entry", entryId, catalogueIds);
      } else if (entryId != null) {
        Catalogue entry = Catalogue.of(entryId);
        hosts = entry.hosts();
        signatures.addAll(entry.signatures());
        groups.addAll(entry.groups());
        text = entry.text();
        acceptsFiles = entry.acceptsFiles();
        title = entry.title();
        names = entry.names();
      }
    } else {
      if (!section.has("hosts")) {
        yaml.error(
            key,
            "processor '"
                + id
                + "' needs 'catalogue' (one of "
                + String.join(", ", catalogueIds)
                + ") or its own 'hosts'");
      }
      hosts = HostPatterns.of(yaml.hosts(section, "hosts"));
      text = section.word("text", TextKind.values());
      acceptsFiles = Catalogue.endpoints(yaml, section, "accepts-files");
    }
    notBuilt(section, Feature.ON_VIOLATION, "a violation blocks the whole request");
    Processor processor =
        new Processor(
            id,
            title,
            hosts,
            signatures,
            Catalogue.endpoints(yaml, section, "also"),
            text == null ? TextKind.PROSE : text,
            acceptsFiles,
            permits.ofProcessor(section),
            groups,
            names,
            section.word("on-incomplete", OnIncomplete.values()));
    section.close();
    return processor;
  }

  /** Names of groups, which rules reach by {@code group:name}. */
  private Set<String> groups(Yaml.Section processor) {
    Set<String> groups = new LinkedHashSet<>();
    for (Node item : processor.list("groups")) {
      String group = yaml.text(item, "each of 'groups'");
      if (group != null && group.startsWith(GROUP)) {
        yaml.error(
            item, "write the name of the group alone here: " + group.substring(GROUP.length()));
      } else if (group != null) {
        groups.add(group);
      }
    }
    return groups;
  }

  /** The processors that a rule reaches, by name or by group, and the word for everyone else. */
  private Set<String> reach(Yaml.Section rule) {
    Map<String, Set<String>> words = new LinkedHashMap<>();
    for (Processor processor : processors.values()) {
      words.put(processor.id(), Set.of(processor.id()));
    }
    words.put(UNDECLARED, Set.of(UNDECLARED));
    for (Processor processor : processors.values()) {
      for (String group : processor.groups()) {
        Set<String> members = new LinkedHashSet<>(words.getOrDefault(GROUP + group, Set.of()));
        members.add(processor.id());
        words.put(GROUP + group, members);
      }
    }
    Set<String> reach = new LinkedHashSet<>();
    for (String word : yaml.known(rule, "reach", "processor or group", words.keySet())) {
      reach.addAll(words.getOrDefault(word, Set.of()));
    }
    return reach;
  }

  private @Nullable Rule rule(Node node, @Nullable Document document) {
    Yaml.Section section = yaml.section(node, "a rule");
    if (section == null) {
      return null;
    }
    String id = section.required("id");
    if (!id.isEmpty() && !ruleIds.add(id)) {
      yaml.error(node, "a rule '" + id + "' stands above already: ids are unique");
    }
    Constraint constraint = section.has("only-hosts") ? onlyHosts(section) : never(section);
    List<String> keeps = section.texts("keeps");
    if (document != null && !document.clauses().isEmpty()) {
      yaml.known(section, "keeps", "clause", document.clauses().keySet());
      if (keeps.isEmpty()) {
        yaml.warning(node, "rule '" + id + "' keeps no clause: say which with 'keeps'");
      }
    }
    Severity severity = section.word("severity", Severity.values());
    Rule rule =
        new Rule(
            id,
            constraint,
            keeps,
            severity == null ? Severity.HIGH : severity,
            section.text("fix"),
            section.word("mode", Mode.values()),
            section.flag("shadow"),
            section.word("on-incomplete", OnIncomplete.values()));
    section.close();
    return rule;
  }

  private Constraint never(Yaml.Section section) {
    if (!section.has("never") || !section.has("reach")) {
      yaml.error(
          section.node(),
          "a rule has 'never' (categories) and 'reach' (processors), or 'processor' and"
              + " 'only-hosts'");
    }
    for (String key : List.of("never", "reach")) {
      Node at = section.get(key);
      if (at instanceof Node.Sequence list && list.items().isEmpty()) {
        yaml.error(at, "'" + key + "' is empty, so this rule does nothing: name at least one");
      }
    }
    Set<String> forbidden = yaml.known(section, "never", "category", categories.keySet());
    Set<String> reach = reach(section);
    Set<String> hashed = yaml.known(section, "also-hashed", "hash function", HASHES);
    boolean undeclared = reach.remove(UNDECLARED);
    return new Constraint.Never(forbidden, reach, undeclared, hashed);
  }

  private Constraint onlyHosts(Yaml.Section section) {
    Node at = section.get("processor");
    String processor = section.required("processor");
    if (at != null && !processor.isEmpty() && !processors.containsKey(processor)) {
      yaml.unknown(at, "processor", processor, processors.keySet());
    }
    List<PathPattern> paths = yaml.paths(section, "paths");
    Set<String> hosts = new LinkedHashSet<>();
    for (Node item : section.list("only-hosts")) {
      String host = yaml.text(item, "each of 'only-hosts'");
      if (host != null) {
        String why =
            HostPatterns.isWide(host) || Endpoint.hasPort(host)
                ? "each host is written out here, without '*', ports and ranges"
                : HostPatterns.problem(host);
        if (why != null) {
          yaml.error(item, "this host can never match: " + why);
        }
        hosts.add(Hosts.normalize(host));
      }
    }
    return new Constraint.OnlyHosts(processor, paths, hosts);
  }

  private @Nullable PolicyException exception(Node node) {
    Yaml.Section section = yaml.section(node, "an exception");
    if (section == null) {
      return null;
    }
    String rule = section.required("rule");
    Node ruleNode = section.get("rule");
    if (ruleNode != null && !rule.isEmpty() && !ruleIds.contains(rule)) {
      yaml.unknown(ruleNode, "rule", rule, ruleIds);
    }
    PolicyException.Party party = party(section);
    String path = section.text("path");
    Node pathNode = section.get("path");
    String why = path == null ? null : PathPattern.problem(path);
    if (pathNode != null && why != null) {
      yaml.error(pathNode, "this path can never match: " + why);
    }
    Node fieldNode = section.get("field");
    FieldPattern field = fieldNode == null ? null : yaml.field(fieldNode, "'field'");
    Map<String, String> when = new LinkedHashMap<>();
    Yaml.Section conditions = section.section("when");
    if (conditions != null) {
      for (String key : conditions.all().keySet()) {
        when.put(key, conditions.required(key));
      }
    }
    String owner = section.required("owner");
    String reason = section.required("reason");
    LocalDate expires = date(section);
    section.close();
    if (expires == null || party == null) {
      return null;
    }
    if (expires.isBefore(LocalDate.now(ZoneOffset.UTC))) {
      yaml.warning(
          node,
          "this exception expired on "
              + expires
              + " and permits nothing: remove it, or have "
              + owner
              + " renew it");
    }
    return new PolicyException(
        rule,
        party,
        path == null ? null : new PathPattern(path),
        field,
        when,
        owner,
        reason,
        expires);
  }

  /** A processor, or hosts of undeclared recipients. */
  private PolicyException.@Nullable Party party(Yaml.Section section) {
    String processor = section.text("processor");
    Node processorNode = section.get("processor");
    Node hostNode = section.get("host");
    String host = section.text("host");
    if ((processorNode == null) == (hostNode == null)) {
      yaml.error(
          section.node(),
          "an exception needs 'processor', or 'host' for an undeclared recipient, and not both");
      return null;
    }
    if (processorNode != null && processor != null) {
      if (!processors.containsKey(processor)) {
        yaml.unknown(processorNode, "processor", processor, processors.keySet());
      }
      return new PolicyException.ToProcessor(processor);
    }
    String why = host == null ? null : HostPatterns.problem(host);
    if (hostNode != null && why != null) {
      yaml.error(hostNode, "this host cannot be used: " + why);
    }
    return host == null ? null : new PolicyException.ToHosts(HostPatterns.of(List.of(host)));
  }

  private @Nullable LocalDate date(Yaml.Section section) {
    String text = section.required("expires");
    try {
      return text.isEmpty() ? null : LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      Node at = section.get("expires");
      yaml.error(at == null ? section.node() : at, "'expires' is a date such as 2027-01-31");
      return null;
    }
  }

  /**
   * What a processor must not get is not captured from what it gets and answers: each of its own
   * answers would be protected from it.
   */
  private void refuseExchangesWithForbidden(List<Rule> rules) {
    for (DeclaredExchange exchange : exchanges) {
      for (Rule rule : rules) {
        if (rule.constraint() instanceof Constraint.Never never
            && never.categories().contains(exchange.category())) {
          refuseExchangesWithForbidden(exchange, rule, never.processors());
        }
      }
    }
  }

  private void refuseExchangesWithForbidden(
      DeclaredExchange exchange, Rule rule, Set<String> reach) {
    for (String id : reach) {
      Processor processor = processors.get(id);
      if (processor != null && exchange.source().mayBeWith(processor)) {
        yaml.error(
            exchange.at(),
            "this host belongs to processor '"
                + id
                + "', to which rule '"
                + rule.id()
                + "' forbids '"
                + exchange.category()
                + "': what it answers would be protected from itself. Remove the source, or take"
                + " the category out of the rule");
      }
    }
  }

  private void warnOfUnreached(List<Rule> rules, Yaml.Section section) {
    for (String id : processors.keySet()) {
      boolean reached = false;
      for (Rule rule : rules) {
        reached |=
            rule.constraint() instanceof Constraint.Never never && never.processors().contains(id)
                || rule.constraint() instanceof Constraint.OnlyHosts only
                    && only.processor().equals(id);
      }
      if (!reached) {
        yaml.warning(section.keyNode(id), "no rule reaches processor '" + id + "'");
      }
    }
  }
}
