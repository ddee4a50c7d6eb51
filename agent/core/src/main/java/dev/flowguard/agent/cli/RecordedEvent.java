package dev.flowguard.agent.cli;

import dev.flowguard.rules.detect.Comparison;
import dev.flowguard.rules.detect.Finding;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Rule;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record of the journal for people: its members, how what was found compares, and a sentence. */
final class RecordedEvent {
  private static final String COMPARED = "compared";

  private final Map<String, Object> members;
  private final Map<?, ?> unmapped;
  private final Map<?, ?> dataSecurity;
  private final Map<?, ?> recordedPolicy;

  RecordedEvent(Map<String, Object> members) {
    this.members = members;
    this.unmapped = Json.map(members, "unmapped");
    this.dataSecurity = Json.map(members, "data_security");
    this.recordedPolicy = Json.map(dataSecurity, "policy");
  }

  /**
   * Prints it.
   *
   * @param policy that has its clauses and remedy if it is the one of the record
   * @param isGiven false if it is the built-in one
   */
  void print(Policy policy, boolean isGiven, PrintWriter out) {
    print(members, "", out);
    List<?> compared = Json.list(unmapped, COMPARED);
    for (Object each : compared) {
      if (each instanceof Map<?, ?> numbers) {
        out.printf(
            "%-12s %s%n", "compared", origin(numbers).compared(Json.text(numbers, "location")));
      }
    }
    if (!recordedPolicy.isEmpty()) {
      out.println();
      out.println(sentence(compared, policy));
      boolean isSame = policy.hash().equals(Json.text(unmapped, "policy_hash"));
      if (!isSame) {
        out.println(otherPolicy(policy, isGiven));
      }
    }
  }

  private static void print(Map<?, ?> object, String prefix, PrintWriter out) {
    for (Map.Entry<?, ?> member : object.entrySet()) {
      String name = prefix + member.getKey();
      if (member.getValue() instanceof Map<?, ?> inner) {
        print(inner, name.equals("unmapped") ? "" : name + ".", out);
      } else if (!name.equals("crc32c") && !name.equals(COMPARED)) {
        out.printf("%-36s %s%n", name, readable(name, member.getValue()));
      }
    }
  }

  private static Object readable(String name, Object value) {
    boolean isTime = name.equals("time") || name.endsWith("_time");
    return isTime && value instanceof String millis
        ? Instant.ofEpochMilli(Long.parseLong(millis)).toString()
        : value;
  }

  private Finding.Origin origin(Map<?, ?> numbers) {
    Map<String, Integer> left = new LinkedHashMap<>();
    Json.map(numbers, "not_counted")
        .forEach((why, letters) -> left.put(String.valueOf(why), number(letters)));
    Comparison comparison =
        new Comparison(
            kind(Json.text(numbers, "kind")),
            number(numbers.get("length")),
            number(numbers.get("letters")),
            number(numbers.get("letters_needed")),
            number(numbers.get("words")),
            number(numbers.get("words_needed")),
            left);
    return new Finding.Origin(
        Json.text(dataSecurity, "category"),
        Json.text(numbers, "source"),
        number(numbers.get("document")),
        number(numbers.get("owner"), 16),
        0,
        Json.text(numbers, "decisive").equals("true"),
        comparison);
  }

  private static Comparison.Kind kind(String word) {
    for (Comparison.Kind kind : Comparison.Kind.values()) {
      if (kind.toString().equals(word)) {
        return kind;
      }
    }
    return Comparison.Kind.RUN;
  }

  /** 0 for what is no number: a record may have been changed by hand. */
  private static long number(@Nullable Object text, int radix) {
    try {
      return text instanceof String digits ? Long.parseUnsignedLong(digits, radix) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static int number(@Nullable Object text) {
    return (int) number(text, 10);
  }

  /** What would have reached whom or has, the rule, its clauses and the remedy. */
  private String sentence(List<?> compared, Policy policy) {
    String outcome = Json.text(unmapped, "outcome");
    String category = Json.text(dataSecurity, "category");
    String processor =
        PlainSentence.recipient(Json.text(Json.map(members, "dst_endpoint"), "name"));
    List<?> locations = Json.list(unmapped, "locations");
    String place = locations.isEmpty() ? "" : " in " + locations.get(0);
    if (!Json.text(members, "is_alert").equals("true")) {
      return "noted, not blocked: " + category + place + nearMiss(compared) + ".";
    }
    String what =
        switch (category) {
          case "not-inspected" ->
              "a request to "
                  + processor
                  + " could not be inspected in full ("
                  + Json.text(unmapped, "inspection")
                  + ")";
          case "region" -> "this host of " + processor + " is not one that the policy names";
          default ->
              category
                  + (outcome.equals("sent") ? " reached " : " would have reached ")
                  + processor
                  + place
                  + " ("
                  + Json.text(unmapped, "matched_length")
                  + " "
                  + Json.text(unmapped, "matched_unit")
                  + ")";
        };
    String id = Json.text(recordedPolicy, "uid");
    List<String> keeps = Json.list(unmapped, "clauses").stream().map(String::valueOf).toList();
    return outcome + ": " + what + PlainSentence.why(id, keeps, rule(id, policy), policy);
  }

  private String nearMiss(List<?> compared) {
    return !compared.isEmpty() && compared.get(0) instanceof Map<?, ?> numbers
        ? ", too short to be sure: " + origin(numbers).comparison().inWords()
        : "";
  }

  /** The rule of the policy, if the policy has the name and the rule of the record. */
  private @Nullable Rule rule(String id, Policy policy) {
    Rule found = null;
    for (Rule rule : policy.rules()) {
      found = rule.id().equals(id) ? rule : found;
    }
    return policy.name().equals(Json.text(recordedPolicy, "name")) ? found : null;
  }

  private String otherPolicy(Policy policy, boolean isGiven) {
    String recorded =
        "The record is of the policy "
            + Json.text(recordedPolicy, "name")
            + ", revision "
            + Json.text(recordedPolicy, "version");
    if (!policy.name().equals(Json.text(recordedPolicy, "name"))) {
      return recorded + ". Name its file with --policy to read its clauses and the remedy.";
    }
    return recorded
        + ", in another version than "
        + (isGiven ? "the file of --policy" : "the built-in one")
        + ": its clauses and remedy may differ.";
  }
}
