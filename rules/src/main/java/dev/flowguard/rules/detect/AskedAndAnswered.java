package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was asked and what was answered, side by side in one object or form.
 *
 * <p>Names that only models have ({@code completion}) need a sentence on each side. Names that
 * surveys, forms and help pages have too ({@code prompt} and {@code response}, {@code question} and
 * {@code answer}, {@code input} and {@code output}) need what a model leaves beside its answer
 * (tokens, the reason why it ended), or the length at which people write to an assistant: more than
 * the one sentence that a form or a help page asks.
 */
final class AskedAndAnswered {
  private enum Side {
    ASKED,
    ASKED_PERHAPS,
    /** In an object that also has {@code assistant} or {@code bot}. */
    PERSON,
    ANSWERED,
    ANSWERED_PERHAPS,
    ASSISTANT
  }

  private static final Map<String, Side> SIDES =
      Map.ofEntries(
          Map.entry("prompt", Side.ASKED),
          Map.entry("user_prompt", Side.ASKED),
          Map.entry("userprompt", Side.ASKED),
          Map.entry("user_message", Side.ASKED),
          Map.entry("usermessage", Side.ASKED),
          Map.entry("user_input", Side.ASKED),
          Map.entry("userinput", Side.ASKED),
          Map.entry("user_query", Side.ASKED),
          Map.entry("human", Side.ASKED),
          Map.entry("querytext", Side.ASKED),
          Map.entry("inputtext", Side.ASKED),
          Map.entry("question", Side.ASKED_PERHAPS),
          Map.entry("query", Side.ASKED_PERHAPS),
          Map.entry("input", Side.ASKED_PERHAPS),
          Map.entry("instruction", Side.ASKED_PERHAPS),
          Map.entry("request", Side.ASKED_PERHAPS),
          Map.entry("q", Side.ASKED_PERHAPS),
          Map.entry("user", Side.PERSON),
          Map.entry("completion", Side.ANSWERED),
          Map.entry("assistant_message", Side.ANSWERED),
          Map.entry("assistantmessage", Side.ANSWERED),
          Map.entry("assistant_response", Side.ANSWERED),
          Map.entry("ai_response", Side.ANSWERED),
          Map.entry("airesponse", Side.ANSWERED),
          Map.entry("ai_message", Side.ANSWERED),
          Map.entry("bot_response", Side.ANSWERED),
          Map.entry("llm_response", Side.ANSWERED),
          Map.entry("llm_output", Side.ANSWERED),
          Map.entry("model_output", Side.ANSWERED),
          Map.entry("model_response", Side.ANSWERED),
          Map.entry("fulfillmenttext", Side.ANSWERED),
          Map.entry("generated_text", Side.ANSWERED),
          Map.entry("generatedtext", Side.ANSWERED),
          Map.entry("outputtext", Side.ANSWERED),
          Map.entry("response", Side.ANSWERED_PERHAPS),
          Map.entry("answer", Side.ANSWERED_PERHAPS),
          Map.entry("output", Side.ANSWERED_PERHAPS),
          Map.entry("reply", Side.ANSWERED_PERHAPS),
          Map.entry("a", Side.ANSWERED_PERHAPS),
          Map.entry("assistant", Side.ASSISTANT),
          Map.entry("ai", Side.ASSISTANT),
          Map.entry("bot", Side.ASSISTANT));

  /** What a model leaves beside its answer, and nothing else does. */
  private static final Set<String> TRACES =
      Set.of(
          "temperature",
          "top_p",
          "max_tokens",
          "prompt_tokens",
          "completion_tokens",
          "input_tokens",
          "output_tokens",
          "total_tokens",
          "tokens_used",
          "finish_reason",
          "stop_reason",
          "eval_count",
          "prompt_eval_count",
          "total_duration",
          "system_prompt",
          "model_id",
          "llm");

  private static final int LONGEST_NAME = 24;
  static final int SHORTEST_SIDE = 16;
  private static final int FEWEST_WORDS = 3;

  /** Characters from which on a question is more than what a form or a help page asks. */
  private static final int LONG_QUESTION = 80;

  /** The same for one that is a single sentence. */
  private static final int LONG_SENTENCE = 200;

  private static final int LONG_ANSWER = 80;

  /** Bytes of a pair. */
  private static final int PAIR = 160;

  private final Places places;
  private final Map<Long, Pair> pairs = new LinkedHashMap<>();
  private final Set<Long> traced = new HashSet<>();

  AskedAndAnswered(Places places) {
    this.places = places;
  }

  /** True for a place in which something may be asked. */
  static boolean isAsked(Location at) {
    Side side = side(at);
    return side != null && side.compareTo(Side.ANSWERED) < 0;
  }

  /** True for a place in which something may be answered. */
  static boolean isAnswered(Location at) {
    Side side = side(at);
    return side != null && side.compareTo(Side.ANSWERED) >= 0;
  }

  private static @Nullable Side side(Location at) {
    String name = at.name();
    return name == null || name.length() > LONGEST_NAME
        ? null
        : SIDES.get(name.toLowerCase(Locale.ROOT));
  }

  /** Takes a leaf that may be one of two sides, or a trace of a model beside them. */
  void note(Leaf.Text leaf) {
    Location at = leaf.location();
    String name = at.name();
    if (name == null || name.length() > LONGEST_NAME) {
      return;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    Side side = SIDES.get(lower);
    if (side != null && leaf.value().length() >= SHORTEST_SIDE) {
      places.work().allocate(PAIR);
      pairs.computeIfAbsent(places.around(at), place -> new Pair()).add(side, leaf);
    } else if (side == null && TRACES.contains(lower)) {
      places.work().allocate(PAIR);
      traced.add(places.around(at));
    }
  }

  /** Adds the pairs that are a question to an assistant and its answer. */
  void addTo(List<Finding> findings) {
    for (Map.Entry<Long, Pair> each : pairs.entrySet()) {
      Pair pair = each.getValue();
      Leaf.Text asked = pair.asked;
      Leaf.Text answered = pair.answered;
      if (asked != null
          && answered != null
          && isConversation(pair, asked, answered, traced.contains(each.getKey()))) {
        String both = asked.value() + answered.value();
        findings.add(
            new Finding(
                Shape.CHAT_TRANSCRIPT,
                List.of(asked, answered),
                both.length(),
                Secret.of(both),
                null));
      }
    }
  }

  private boolean isConversation(Pair pair, Leaf.Text asked, Leaf.Text answered, boolean isTraced) {
    String question = asked.value();
    String answer = answered.value();
    if (pair.answeredAs == Side.ANSWERED && pair.askedAs == Side.ASKED) {
      return true;
    }
    boolean isSaid =
        Prose.words(question, places.work()) >= FEWEST_WORDS
            && Prose.words(answer, places.work()) >= FEWEST_WORDS;
    if (!isSaid) {
      return false;
    }
    if (pair.answeredAs == Side.ASSISTANT) {
      return pair.askedAs == Side.ASKED || pair.askedAs == Side.PERSON;
    }
    if (pair.askedAs == Side.PERSON) {
      return pair.answeredAs == Side.ANSWERED;
    }
    if (isTraced || pair.answeredAs == Side.ANSWERED) {
      return true;
    }
    return answer.length() >= LONG_ANSWER
        && (question.length() >= LONG_SENTENCE
            || question.length() >= LONG_QUESTION && Prose.breaks(question, places.work()) > 0);
  }

  /** The sides in one object; the surest name of each counts. */
  private static final class Pair {
    private Leaf.@Nullable Text asked;
    private Side askedAs = Side.PERSON;
    private Leaf.@Nullable Text answered;
    private Side answeredAs = Side.ASSISTANT;

    void add(Side side, Leaf.Text leaf) {
      boolean asks = side.compareTo(Side.ANSWERED) < 0;
      if (asks && (asked == null || side.compareTo(askedAs) < 0)) {
        asked = leaf;
        askedAs = side;
      } else if (!asks && (answered == null || side.compareTo(answeredAs) < 0)) {
        answered = leaf;
        answeredAs = side;
      }
    }
  }
}
