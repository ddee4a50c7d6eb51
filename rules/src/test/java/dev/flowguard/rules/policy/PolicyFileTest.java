package dev.flowguard.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.vocabulary.Feature;
import dev.flowguard.rules.vocabulary.Match;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyFileTest {
  private static final String SMALL =
      """
      policy: p
      processors:
        pay: { hosts: [pay.example], text: structured }
      categories:
        diary: { shapes: [chat-transcript], sources: [{ method: "a.B#c(int, a.D) arg 1" }] }
      rules:
        - { id: r, never: [diary], reach: [pay, undeclared] }
      """;

  private static List<String> problems(String yaml) {
    return PolicyFile.read("p.yaml", yaml.getBytes(StandardCharsets.UTF_8)).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  private static Policy policy(String yaml) {
    PolicyFile.Reading reading = PolicyFile.read("p.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.policy()).isNotNull();
    return reading.policy();
  }

  @Test
  void readsTheSmallestPolicy() {
    Policy policy = policy(SMALL);

    assertThat(policy.mode()).isEqualTo(Mode.BLOCK);
    assertThat(policy.rules()).hasSize(1);
    assertThat(policy.hash()).hasSize(64);
    assertThat(policy.categories().get("diary").sources())
        .containsExactly(
            new Source.Method("a.B#c(int, a.D) arg 1", "a.B", "c", List.of("int", "a.D"), 1));
  }

  @Test
  void readsTheBuiltInPolicyWithoutAProblem() {
    Policy policy = Policy.builtIn();

    assertThat(policy.processors()).containsOnlyKeys("stripe", "crisp", "google-analytics");
    assertThat(policy.rules()).hasSize(6);
  }

  @Test
  void saysWhatIsNotActive() {
    assertThat(policy(SMALL).notActive()).isEmpty();
    assertThat(Policy.builtIn().notActive()).containsExactly(Feature.CENSUS);
  }

  @Test
  void refusesPatternsThatALinearEngineCannotRun() {
    String policy =
        """
        policy: p
        processors: { pay: { hosts: [pay.example] } }
        categories:
          diary:
            patterns:
              - { id: back, matches: '(a)\\1' }
              - { id: all, matches: 'a*' }
              - { id: twin, matches: 'ab' }
              - { id: twin, matches: 'cd' }
              - { id: long, matches: '%s' }
              - { id: odd, match: 'x' }
        rules: [{ id: r, never: [diary], reach: [pay] }]
        """
            .formatted("x".repeat(513));

    assertThat(problems(policy))
        .satisfiesExactly(
            problem -> assertThat(problem).startsWith("p.yaml:6:").contains("RE2's syntax"),
            problem -> assertThat(problem).startsWith("p.yaml:7:").contains("empty text"),
            problem -> assertThat(problem).startsWith("p.yaml:9:").contains("called 'twin'"),
            problem -> assertThat(problem).startsWith("p.yaml:10:").contains("512 characters"),
            problem -> assertThat(problem).startsWith("p.yaml:11:").contains("matches"),
            problem -> assertThat(problem).startsWith("p.yaml:11:").contains("Did you mean"));
  }

  @Test
  void reportsAllErrorsAtOnceWithPlaceNearestWordAndRemedy() {
    assertThat(
            problems(
                """
                policy: p
                mod: block
                processors:
                  pay: { catalogue: strype }
                categories:
                  diary: { shapes: [chat-transscript], sources: [{ methode: "a.B#c()" }] }
                rules:
                  - { id: r, never: [dairy], reach: [pay] }
                """))
        .containsExactly(
            "p.yaml:2:1: unknown key 'mod'. Did you mean 'mode'? Known: categories, census,"
                + " document, environments, exceptions, first-party, mode, on-incomplete, permits, policy, processors,"
                + " public, revision, rules.",
            "p.yaml:4:21: unknown catalogue entry 'strype'. Did you mean 'stripe'? Known: "
                + String.join(", ", Catalogue.ids())
                + ".",
            "p.yaml:6:21: unknown shape 'chat-transscript'. Did you mean 'chat-transcript'? Known:"
                + " chat-transcript, document-file, image-file, generated-image, embedding-vector,"
                + " signed-link, email, phone, card-number, model-file.",
            "p.yaml:6:52: unknown source kind 'methode'. Did you mean 'method'? Known: http-in,"
                + " http-out, multipart, exchange, jdbc, mongo, kafka, redis, files, method,"
                + " annotation.",
            "p.yaml:8:22: unknown category 'dairy'. Did you mean 'diary'? Known: diary.");
  }

  @Test
  void needsPolicyProcessorsCategoriesAndRules() {
    assertThat(problems("mode: off"))
        .containsExactly(
            "p.yaml:1:1: the policy needs 'policy'",
            "p.yaml:1:1: the policy needs 'categories'",
            "p.yaml:1:1: the policy needs 'processors'",
            "p.yaml:1:1: the policy needs 'rules'");
  }

  @Test
  void refusesAnchorsAliasesTagsAndSecondDocuments() {
    assertThat(problems("policy: &a p\nrules: *a\nmode: !!java.net.URL x\n---\nx: y\n"))
        .containsExactly(
            "p.yaml:1:9: anchors (&a) are refused: write the value out",
            "p.yaml:2:8: aliases (*name) are refused: write the value out",
            "p.yaml:3:7: tags (!…) are refused: a policy is plain data",
            "p.yaml:4:1: a second document is refused: one policy a file");
  }

  @Test
  void refusesDeepNestingWithoutBuildingIt() {
    assertThat(problems("[".repeat(100_000)))
        .containsExactly("p.yaml:1:33: nested deeper than 32 levels");
  }

  @Test
  void refusesLargeAndForeignFiles() {
    assertThat(problems("#".repeat(PolicyFile.MAX_BYTES + 1)))
        .containsExactly("p.yaml: is larger than 1 MiB. A policy is a page or two.");
    assertThat(PolicyFile.read("p.yaml", new byte[] {(byte) 0xff, 0, 1}).problems())
        .hasToString("[p.yaml: is not UTF-8. Save it as UTF-8.]");
    assertThat(problems(""))
        .containsExactly("p.yaml: is empty. A policy has policy, processors, categories, rules.");
  }

  @Test
  void reportsAKeyThatIsThereTwice() {
    assertThat(problems(SMALL + "mode: off\nmode: block\n"))
        .containsExactly("p.yaml:9:1: 'mode' is here a second time: keep one");
  }

  @Test
  void wantsOwnerReasonAndExpiryOfAnException() {
    assertThat(problems(SMALL + "exceptions:\n  - { rule: r, processor: pay }\n"))
        .containsExactly(
            "p.yaml:9:5: an exception needs 'owner'",
            "p.yaml:9:5: an exception needs 'reason'",
            "p.yaml:9:5: an exception needs 'expires'");
  }

  @Test
  void warnsOfAnExpiredException() {
    assertThat(
            problems(
                SMALL
                    + "exceptions:\n  - { rule: r, processor: pay, owner: dpo, reason: x, expires:"
                    + " 2020-01-31 }\n"))
        .containsExactly(
            "p.yaml:9:5: warning: this exception expired on 2020-01-31 and permits nothing: remove"
                + " it, or have dpo renew it");
  }

  /** At any hour, it is another day than in UTC in one of these zones. */
  @ParameterizedTest
  @ValueSource(strings = {"Etc/GMT+12", "Pacific/Kiritimati"})
  void endsAnExceptionWithItsDayInUtcWhereverTheMachineIs(String zone) {
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone(zone));
      LocalDate today = LocalDate.now(ZoneOffset.UTC);
      String exception =
          SMALL + "exceptions:\n  - { rule: r, processor: pay, owner: dpo, reason: x, expires: ";

      assertThat(problems(exception + today + " }\n")).isEmpty();
      assertThat(problems(exception + today.minusDays(1) + " }\n"))
          .singleElement()
          .asString()
          .contains("expired");
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void wantsAClauseForEachRuleWhereThereAreClauses() {
    assertThat(
            problems(SMALL + "document: { title: t, clauses: { C1: { section: s, says: x } } }\n"))
        .containsExactly("p.yaml:7:5: warning: rule 'r' keeps no clause: say which with 'keeps'");
  }

  private static String withCategory(String category) {
    return SMALL.replace(
        "{ shapes: [chat-transcript], sources: [{ method: \"a.B#c(int, a.D) arg 1\" }] }",
        category);
  }

  private static List<String> problemsOfSource(String source) {
    return problems(withCategory("{ shapes: [phone], sources: [" + source + "] }"));
  }

  @Test
  void readsSourcesThatAreBodiesOfHttpMessages() {
    Source.Http source =
        (Source.Http)
            policy(
                    withCategory(
                        "{ sources: [{ http-in: \"POST /api/chat/**\", fields:"
                            + " [\"$.messages[*].content\", \"form note\"], parts: [\"photo*\"],"
                            + " types: [\"image/*\"], owner: \"header X-User-Id\", document:"
                            + " \"$.chat['an id']\", optional: true }] }"))
                .categories()
                .get("diary")
                .sources()
                .get(0);

    assertThat(source.declared()).isEqualTo("http-in POST /api/chat/**");
    assertThat(source.isOf("POST")).isTrue();
    assertThat(source.isOf("PUT")).isFalse();
    assertThat(source.path()).isEqualTo(new PathPattern("/api/chat/**"));
    Selection selection = source.selection();
    assertThat(selection.isOptional()).isTrue();
    assertThat(selection.owner())
        .isEqualTo(new MessagePlace(MessagePlace.Where.HEADER, List.of("x-user-id")));
    assertThat(selection.document())
        .isEqualTo(new MessagePlace(MessagePlace.Where.JSON, List.of("chat", "an id")));
    assertThat(selection.hasPart("photo-1")).isTrue();
    assertThat(selection.hasPart("note")).isFalse();
    assertThat(selection.hasType("image/png")).isTrue();
    assertThat(selection.hasType("text/plain")).isFalse();
  }

  private static Source.Jdbc column(String source) {
    return (Source.Jdbc)
        policy(withCategory("{ shapes: [phone], sources: [" + source + "] }"))
            .categories()
            .get("diary")
            .sources()
            .get(0);
  }

  @Test
  void readsSourcesThatAreColumnsOfADatabase() {
    Source.Jdbc source =
        column(
            "{ jdbc: 'app.chat_message.\"Content\"', owner: chat_message.user_id,"
                + " document: chat_message.id, computed: no, optional: true }");

    assertThat(source.declared()).isEqualTo("jdbc app.chat_message.\"Content\"");
    assertThat(source.column()).isEqualTo(DeclaredColumn.parse("app.chat_message.\"Content\""));
    assertThat(source.owner()).isEqualTo(DeclaredColumn.parse("chat_message.user_id"));
    assertThat(source.document()).isEqualTo(DeclaredColumn.parse("chat_message.id"));
    assertThat(source.isComputed()).isFalse();
    assertThat(source.isOptional()).isTrue();
  }

  @Test
  void capturesWhatIsComputedFromAColumnUnlessThePolicyDeniesIt() {
    assertThat(column("{ jdbc: a.b }"))
        .isEqualTo(new Source.Jdbc("a.b", DeclaredColumn.parse("a.b"), null, null, true, false));
    assertThat(column("{ jdbc: a.b, computed: yes }").isComputed()).isTrue();
    assertThat(column("{ jdbc: a.b, computed: true }").isComputed()).isTrue();
    assertThat(column("{ jdbc: a.b, computed: false }").isComputed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ jdbc: chat_message }|a column is missing: write table.column",
        "{ jdbc: \"chat_message.*\" }|names have no wildcards",
        "{ jdbc: \"jdbc:h2:mem:x\" }|not the URL of a database",
        "{ jdbc: a.b, owner: user_id }|'owner' names no column: a column is missing",
        "{ jdbc: a.b, document: \"header X\" }|'document' names no column",
        "{ jdbc: a.b, computed: maybe }|'computed' must be yes or no",
        "{ jdbc: a.b, optional: maybe }|must be true or false",
        "{ jdbc: a.b, fields: [x] }|'fields' does nothing for a source of kind jdbc",
        "{ http-in: /a, computed: no }|'computed' does nothing for a source of kind http-in",
      })
  void refusesSourcesThatAreColumnsWithAReason(String source, String why) {
    assertThat(problemsOfSource(source)).singleElement().asString().contains(why);
  }

  private static Source.Exchange exchange(String source) {
    return (Source.Exchange)
        policy(withCategory("{ sources: [" + source + "] }"))
            .categories()
            .get("diary")
            .sources()
            .get(0);
  }

  @Test
  void readsSourcesThatAreExchangesWithOtherServices() {
    Source.Exchange source =
        exchange(
            "{ exchange: \"inference.acme.example/v1/**\", only: response, fields: [sse],"
                + " owner: \"$.user\" }");

    assertThat(source.declared()).isEqualTo("exchange inference.acme.example/v1/**");
    assertThat(source.selection().fields())
        .containsExactly(new MessagePlace(MessagePlace.Where.STREAM, List.of()));
    assertThat(source.hasDirection(Source.Exchange.Direction.RESPONSE)).isTrue();
    assertThat(source.hasDirection(Source.Exchange.Direction.REQUEST)).isFalse();
    assertThat(exchange("{ exchange: \"a.example/**\" }").only()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "inference.acme.example/v1/**, inference.acme.example, 443, /v1/chat, true",
    "inference.acme.example/v1/**, INFERENCE.acme.example., 8443, /v1/chat, true",
    "inference.acme.example/v1/**, eu.inference.acme.example, 443, /v1/chat, true",
    "inference.acme.example/v1/**, evilinference.acme.example, 443, /v1/chat, false",
    "inference.acme.example/v1/**, acme.example, 443, /v1/chat, false",
    "inference.acme.example/v1/**, inference.acme.example, 443, /v2/chat, false",
    "inference.acme.example:8443/v1/**, inference.acme.example, 8443, /v1/chat, true",
    "inference.acme.example:8443/v1/**, inference.acme.example, 443, /v1/chat, false",
    "media.s3.*.amazonaws.com/generated/**, media.s3.eu-west-1.amazonaws.com, 443, /generated/a,"
        + " true",
    "media.s3.*.amazonaws.com/generated/**, other.s3.eu-west-1.amazonaws.com, 443, /generated/a,"
        + " false",
    "localhost:11434/api/chat, localhost, 11434, /api/chat, true",
    "ollama:11434/**, ollama, 11434, /api/chat, true",
    "'[::1]:8080/**', '[0:0:0:0:0:0:0:1]', 8080, /a, true",
    "loopback/**, 127.0.0.1, 8080, /a, true",
  })
  void meansExchangesByHostPortAndPath(
      String source, String host, int port, String path, boolean isMeant) {
    Source.Exchange exchange = exchange("{ exchange: \"" + source + "\" }");

    assertThat(exchange.isHost(host) && exchange.isPlace(host, port, path)).isEqualTo(isMeant);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://a.example/v1|write host/path, without https://",
        "/v1/**|a host is missing: write host/path, such as inference.example.com/v1/**",
        "a.example|a path is missing: write a.example/** for all paths",
        "a.example:8443|a path is missing",
        "a.example:http/v1|a port is a number",
        "api.*/v1|the end of the name is written out",
        "*.com/v1|anybody registers names",
        "a.example/v1?x=1|a path ends before '?'",
      })
  void refusesExchangesThatCanNeverMatch(String source, String why) {
    assertThat(problemsOfSource("{ exchange: \"" + source + "\" }"))
        .singleElement()
        .asString()
        .contains("this source can never match")
        .contains(why);
  }

  @Test
  void refusesAnUnknownDirectionOfAnExchange() {
    assertThat(problemsOfSource("{ exchange: \"a.example/**\", only: answer }"))
        .singleElement()
        .asString()
        .contains("unknown only 'answer'")
        .contains("Known: request, response");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pay.example/**",
        "api.pay.example/v1/**",
        "'*.pay.example:8443/v1'",
        "example.com/pay/**",
        "x.bedrock.eu.aws.example/**",
        "'bedrock.*.aws.example/**'",
        "local.example:8080/**",
        "local.example/**",
      })
  void refusesAnExchangeWithAProcessorThatMustNotGetItsCategory(String place) {
    assertThat(problems(withProcessor(place)))
        .singleElement()
        .asString()
        .startsWith("p.yaml:5:")
        .contains("this host belongs to processor 'pay', to which rule 'r' forbids 'diary'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evilpay.example/**",
        "example.com/other/**",
        "local.example:8081/**",
        "'other.*.aws.example/**'",
      })
  void takesAnExchangeWithOthersThanTheProcessor(String place) {
    assertThat(problems(withProcessor(place))).isEmpty();
  }

  @Test
  void takesAnExchangeWithAProcessorThatMayGetItsCategory() {
    assertThat(
            problems(withProcessor("pay.example/**").replace("[pay, undeclared]", "[undeclared]")))
        .singleElement()
        .asString()
        .contains("warning: no rule reaches processor 'pay'");
  }

  private static String withProcessor(String exchange) {
    return withCategory("{ sources: [{ exchange: " + exchange + " }] }")
        .replace(
            "{ hosts: [pay.example], text: structured }",
            "{ hosts: [pay.example, bedrock.*.aws.example, \"local.example:8080\"],"
                + " text: structured, also: [{ host: example.com, path: \"/pay/**\" }] }");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ http-in: api/chat }|a path begins with /",
        "{ http-in: \"https://a.example/chat\" }|write the path alone, such as POST /api/chat/**",
        "{ http-in: \"post /api/chat\" }|a method before the path has capital letters",
        "{ http-in: \"/api/chat?x=1\" }|a path ends before '?'",
        "{ http-out: api/chat }|a path begins with /, such as /api/chat/**",
        "{ http-out: \"/api/chat\", parts: [x] }|'parts' does nothing for a source of kind"
            + " http-out",
        "{ multipart: \"/up\", fields: [\"$messages\"] }|is no place in a message",
        "{ multipart: \"/up\", fields: [\"header X\"] }|only what is in a body is captured",
        "{ multipart: \"/up\", owner: \"sse\" }|names nobody",
        "{ multipart: \"/up\", types: [png] }|a media type is written type/subtype",
        "{ multipart: \"/up\", optional: maybe }|must be true or false",
        "{ multipart: \"/up\", only: request }|'only' does nothing for a source of kind multipart",
      })
  void refusesSourcesOfHttpMessagesThatCanNeverMatch(String source, String why) {
    assertThat(problemsOfSource(source)).singleElement().asString().contains(why);
  }

  @Test
  void refusesOptionsOfSourcesThatDoNothing() {
    for (String option : List.of("fields", "parts", "types", "owner", "document", "only")) {
      assertThat(problemsOfSource("{ method: \"a.B#c()\", " + option + ": x }"))
          .singleElement()
          .asString()
          .contains("'" + option + "' does nothing for a source of kind method")
          .contains("Remove the key");
    }
    assertThat(problemsOfSource("{ jdbc: \"a.b\", ownr: x }"))
        .singleElement()
        .asString()
        .contains("unknown key 'ownr'. Did you mean 'owner'?");
  }

  @Test
  void refusesTwoKindsInOneSource() {
    assertThat(problemsOfSource("{ method: \"a.B#c()\", jdbc: \"x.y\" }"))
        .singleElement()
        .asString()
        .contains("a source has one kind, not 'jdbc' and 'method'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "method: com/acme/Chat#text()|class names are written with dots: com.acme.Chat",
        "method: com.acme.*#text()|no wildcards",
        "method: com.acme.Chat#get*()|no wildcards",
        "method: com.acme.Chat#get?()|no wildcards",
        "method: '@com.acme.UserContent'|{ annotation: \"com.acme.UserContent\" }",
        "method: com.acme.Chat|a method is written com.acme.Chat#text()",
        "method: com.acme.Chat#|a method is written com.acme.Chat#text()",
        "method: com.acme..Chat#text()|is not the name of a class",
        "method: com acme.Chat#text()|is not the name of a class",
        "method: com.acme.Chat<T>#text()|without type arguments",
        "method: com.acme.Chat#te-xt()|is not the name of a method",
        "method: com.acme.Chat#<init>(String)|it returns nothing",
        "method: 'com.acme.Chat#say(List<String>) arg 0'|without type arguments",
        "method: 'com.acme.Chat#say(Map<String, String>) arg 0'|without type arguments",
        "method: 'com.acme.Chat#say(String...) arg 0'|write String[]",
        "method: 'com.acme.Chat#say(String) arg 1'|there is no argument 1",
        "method: 'com.acme.Chat#say(int) arg 0'|argument 0 is a int, which holds no text",
        "method: 'com.acme.Chat#say(String) arg 10'|from 'arg 0' to 'arg 9'",
        "annotation: '@com.acme.UserContent'|written without '@'",
        "annotation: com.acme.Chat#text|A method is a source of kind 'method'",
        "annotation: com/acme/UserContent|written with dots",
        "annotation: com.acme.*|no wildcards",
        "files: ~/kb/**|'~' is not expanded",
        "files: 'file:///kb/a.md'|is no URL",
        "files: kb\\*.md|separated by slashes",
      })
  void refusesSourcesThatCanNeverMatch(String source, String why) {
    assertThat(problemsOfSource("{ " + source + " }")).singleElement().asString().contains(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.acme.Chat#text",
        "com.acme.Chat#text()",
        "com.acme.Chat$Message#text()",
        "com.acme.Chat#say(java.lang.String, java.util.Map, byte[]) arg 2",
        "com.acme.Chat#<init>(String) arg 0",
        "com.acme.Größe#größe()",
      })
  void takesEachFormOfAMethod(String method) {
    assertThat(problemsOfSource("{ method: '" + method + "' }")).isEmpty();
  }

  @Test
  void warnsOfNamesThatProbablyMeanAnotherClass() {
    assertThat(problemsOfSource("{ method: 'Chat#text()' }"))
        .singleElement()
        .asString()
        .contains("warning: 'Chat' has no package");
    assertThat(problemsOfSource("{ method: 'com.acme.Chat.Message#text()' }"))
        .singleElement()
        .asString()
        .contains("warning: nested classes are written with $: com.acme.Chat$Message");
  }

  @Test
  void matchesWordsWhereTheCategorySaysSo() {
    assertThat(policy(SMALL).matchOf("diary")).isEqualTo(Match.TEXT);
    assertThat(policy(withCategory("{ shapes: [phone], match: words }")).matchOf("diary"))
        .isEqualTo(Match.WORDS);
    assertThat(problems(withCategory("{ shapes: [phone], match: word }")))
        .singleElement()
        .asString()
        .contains("unknown match 'word'. Did you mean 'words'? Known: text, words.");
  }

  @Test
  void letsANameImplyWordsForOneReleaseWithAWarning() {
    String old = SMALL.replace("diary", "personal-identifier");
    PolicyFile.Reading reading = PolicyFile.read("p.yaml", old.getBytes(StandardCharsets.UTF_8));

    assertThat(reading.problems())
        .singleElement()
        .asString()
        .contains("p.yaml:5:3: warning:")
        .contains("write 'match: words'");
    assertThat(reading.policy().matchOf("personal-identifier")).isEqualTo(Match.WORDS);
    assertThat(
            policy(old.replace("[chat-transcript]", "[phone], match: text"))
                .matchOf("personal-identifier"))
        .isEqualTo(Match.TEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "method: com.acme.User#fullName()",
        "method: com.acme.User#getEmail()",
        "method: com.acme.User#email()",
        "method: com.acme.User#iban",
        "method: com.acme.User#phone()",
        "jdbc: account.full_name",
        "jdbc: account.EMAIL",
        "annotation: com.acme.Surname",
      })
  void warnsOfSourcesOfShortValuesThatAreMatchedAsText(String source) {
    String sources = "sources: [{ " + source + " }]";

    assertThat(problems(withCategory("{ shapes: [phone], " + sources + " }")))
        .singleElement()
        .asString()
        .contains("warning: this source seems to handle short values")
        .contains("match: words");
    for (String match : List.of("words", "text")) {
      assertThat(problems(withCategory("{ match: " + match + ", " + sources + " }"))).isEmpty();
    }
  }

  @Test
  void doesNotWarnOfSourcesOfLongValues() {
    for (String source :
        List.of(
            "method: com.acme.Chat#text()",
            "method: com.acme.User#rename()",
            "jdbc: chat_message.content",
            "annotation: com.acme.Blackmail",
            "files: kb/name")) {
      assertThat(problemsOfSource("{ " + source + " }")).as(source).isEmpty();
    }
  }

  @Test
  void refusesACensusThatIsNotBuilt() {
    assertThat(policy(SMALL + "census: { unseen: report }\n").notActive())
        .containsExactly(Feature.CENSUS);
    assertThat(problems(SMALL + "census: { unseen: refuse }\n"))
        .singleElement()
        .asString()
        .contains("p.yaml:8:19: 'refuse' is not built in this version");
    assertThat(problems(SMALL + "census: { unseen: alarm }\n"))
        .singleElement()
        .asString()
        .contains("p.yaml:8:19: 'alarm' is called 'report' now");
    assertThat(problems(SMALL + "census: { unseen: repot }\n"))
        .singleElement()
        .asString()
        .contains("Did you mean 'report'?");
  }

  @Test
  void refusesKeysThatALaterVersionMayHave() {
    assertThat(problems(SMALL.replace("text: structured", "on-violation: redact")))
        .singleElement()
        .asString()
        .contains("'on-violation' is not built in this version");
  }

  @ParameterizedTest
  @CsvSource({
    "1m, PT1M",
    "30m, PT30M",
    "24h, PT24H",
    "1d, PT24H",
    "30d, PT720H",
    "365d, PT8760H",
    "525600m, PT8760H"
  })
  void readsForHowLongACategoryIsRemembered(String word, Duration span) {
    Policy policy = policy(withCategory("{ shapes: [phone], remember: " + word + " }"));

    assertThat(policy.rememberOf("diary")).isEqualTo(span);
  }

  @Test
  void remembersForADayWhereNothingIsSaid() {
    assertThat(policy(SMALL).rememberOf("diary")).isEqualTo(Duration.ofHours(24));
    assertThat(policy(SMALL).rememberOf("no such category")).isEqualTo(Duration.ofHours(24));
  }

  /** {@code Flowguard.protect} may feed it. */
  @Test
  void aCategoryWithoutASourceMayBeRememberedToo() {
    assertThat(problems(withCategory("{ shapes: [phone], remember: 30d }"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "7 days, 7d",
    "7D, 7d",
    "24, 24h",
    "24hours, 24h",
    "2w, 14d",
    "90s, 1m",
    "30 min, 30m",
    "'1d12h', 1d"
  })
  void saysWhatIsProbablyMeantByAnUnknownSpan(String wrong, String meant) {
    assertThat(problems(withCategory("{ shapes: [phone], remember: " + wrong + " }")))
        .singleElement()
        .asString()
        .startsWith("p.yaml:5:39: ")
        .contains(
            "'" + wrong + "' is not a span that this version knows. Did you mean '" + meant + "'?",
            "from 1m to 365d: 30m, 24h, 30d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0m",
        "0d",
        "366d",
        "8761h",
        "-1d",
        "1.5h",
        "forever",
        "PT24H",
        "6mo",
        "9999999m",
        "d",
        "'٣d'"
      })
  void refusesSpansThatAreNoneOrTooShortOrLong(String wrong) {
    assertThat(problems(withCategory("{ shapes: [phone], remember: " + wrong + " }")))
        .singleElement()
        .asString()
        .contains("is not a span that this version knows. Write a whole number");
  }

  @Test
  void refusesARememberThatIsNoText() {
    assertThat(problems(withCategory("{ shapes: [phone], remember: [1d] }")))
        .singleElement()
        .asString()
        .contains("'remember' must be a text");
  }

  @Test
  void warnsOfACategoryInWhichNothingIsFound() {
    assertThat(problems(withCategory("{ fides: user.content }")))
        .singleElement()
        .asString()
        .contains("warning: category 'diary' has no shapes, patterns or sources");
  }

  @Test
  void refusesRulesThatDoNothing() {
    assertThat(problems(SMALL.replace("never: [diary]", "never: []")))
        .singleElement()
        .asString()
        .contains("'never' is empty, so this rule does nothing");
    assertThat(problems(SMALL.replace("[pay, undeclared]", "[]")))
        .anySatisfy(
            problem -> assertThat(problem).contains("'reach' is empty, so this rule does nothing"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://pay.example|write the host alone",
        "pay.example/v1|write the host alone",
        "bedrock.*|the end of the name is written out",
        "'*'|the end of the name is written out",
        "'*.com'|'com' is where anybody registers names",
        "co.uk|'co.uk' is where anybody registers names",
        "'api.*.com.au'|'com.au' is where anybody registers names",
        "ie|'ie' is where anybody registers names",
        "'pay.example:https'|a port is a number",
        "10.0.0.0/33|a range of addresses is written",
        "10.0.0.0/x|a range of addresses is written",
        "'pay example'|is not a host name",
        "pay..example|is not a host name",
        "'.'|is not a host name",
      })
  void refusesHostsThatCanNeverMatchOrMatchStrangers(String host, String why) {
    String quoted = "'" + host + "'";
    assertThat(problems(SMALL.replace("[pay.example]", "[" + quoted + "]")))
        .singleElement()
        .asString()
        .contains("p.yaml:3:")
        .contains("this host cannot be used: ")
        .contains(why);
    assertThat(problems(SMALL + "first-party: [" + quoted + "]\n"))
        .singleElement()
        .asString()
        .contains(why);
  }

  @Test
  void refusesPermitsThatPermitNothing() {
    assertThat(problems(withPermit("{ field: a, categories: [diary] }")))
        .singleElement()
        .asString()
        .contains("'field' is a list now: write 'fields: [name]'");
    assertThat(problems(withPermit("{ categories: [diary] }")))
        .singleElement()
        .asString()
        .contains("a permit needs 'fields', or 'parts' for files, and not both");
    assertThat(problems(withPermit("{ parts: [a], types: [image/pgn], categories: [diary] }")))
        .singleElement()
        .asString()
        .contains("unknown type of files 'image/pgn'. Did you mean 'image/png'?");
    assertThat(problems(withPermit("{ fields: [a], types: [image/png], categories: [diary] }")))
        .singleElement()
        .asString()
        .contains("'types' goes with 'parts'");
    assertThat(problems(withPermit("{ parts: [a], max-chars: 9, categories: [diary] }")))
        .singleElement()
        .asString()
        .contains("'max-chars' goes with 'fields'");
    assertThat(problems(SMALL + "permits: [{ fields: [a], categories: [diary] }]\n"))
        .singleElement()
        .asString()
        .contains("a permit for undeclared recipients needs 'hosts'");
  }

  private static String withPermit(String permit) {
    return SMALL.replace("text: structured", "text: structured, permits: [" + permit + "]");
  }

  @Test
  void refusesAnExceptionForNobodyOrForTwo() {
    String exception = "exceptions: [{ rule: r, %s, owner: a, reason: b, expires: 2099-01-01 }]\n";
    for (String party : List.of("path: /a", "processor: pay, host: x.example")) {
      assertThat(problems(SMALL + exception.formatted(party)))
          .as(party)
          .singleElement()
          .asString()
          .contains("an exception needs 'processor', or 'host' for an undeclared recipient");
    }
    assertThat(problems(SMALL + exception.formatted("host: com")))
        .singleElement()
        .asString()
        .contains("'com' is where anybody registers names");
  }

  @Test
  void aRuleReachesAllProcessorsOfAGroup() {
    Policy policy =
        policy(
            """
            policy: groups
            processors:
              google-analytics: { catalogue: google-analytics }
              counter: { hosts: [counter.example], groups: [analytics] }
              stripe: { catalogue: stripe }
            categories: { diary: { shapes: [chat-transcript] } }
            rules: [{ id: r, never: [diary], reach: ["group:analytics", "group:payments", undeclared] }]
            """);

    assertThat(policy.rules())
        .singleElement()
        .extracting(Rule::constraint)
        .isEqualTo(
            new Constraint.Never(
                Set.of("diary"), Set.of("google-analytics", "counter", "stripe"), true, Set.of()));
  }

  @Test
  void refusesAGroupThatNoProcessorIsIn() {
    assertThat(problems(SMALL.replace("[pay, undeclared]", "[pay, 'group:analytics']")))
        .singleElement()
        .asString()
        .contains("unknown processor or group 'group:analytics'");
  }

  @Test
  void refusesPlacesThatCanNeverMatch() {
    for (String also :
        List.of(
            "{ host: '*.pay.example' }",
            "{ host: loopback }",
            "{ host: 'https://x.example' }",
            "{ host: x.example, path: '/v1?x=1' }",
            "{ host: x.example, path: 'https://x.example/v1' }")) {
      assertThat(problems(SMALL.replace("text: structured", "also: [" + also + "]")))
          .as(also)
          .singleElement()
          .asString()
          .contains("this place can never match");
    }
    assertThat(
            problems(
                SMALL.replace(
                    "text: structured",
                    "also: [{ host: 'localhost:8126' }, { host: '[::1]:80' }]")))
        .isEmpty();
    assertThat(
            problems(
                SMALL + "  - { id: eu, processor: pay, paths: ['/a#b'], only-hosts: ['*.x'] }\n"))
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem).contains("can never match"));
  }

  @Test
  void refusesAFieldThatNamesNothing() {
    assertThat(
            problems(
                SMALL.replace(
                    "text: structured", "permits: [{ fields: ['[]'], categories: [diary] }]")))
        .singleElement()
        .asString()
        .contains("names a field");
  }
}
