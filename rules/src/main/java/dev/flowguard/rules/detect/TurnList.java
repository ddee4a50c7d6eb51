package dev.flowguard.rules.detect;

import dev.flowguard.rules.detect.TurnObjects.Level;
import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The turns of one list, as far as they were seen, and whether they are a conversation with an
 * assistant. Lists of members, permissions, commits and messages of a support desk have speakers
 * too: their members have other names, or other roles are among theirs.
 */
final class TurnList {
  /** Who speaks in a support desk. Its own conversations are no business of an assistant. */
  private static final Set<String> DESK =
      Set.of(
          "operator",
          "agent",
          "visitor",
          "customer",
          "support",
          "staff",
          "admin",
          "moderator",
          "employee");

  private static final int SHORTEST_ANSWER = 24;

  /** Of so many speakers one may be unknown: several agents speak in some conversations. */
  private static final int STRANGERS = 3;

  private final Map<Object, Turn> turns = new LinkedHashMap<>();

  Turn turn(Object element) {
    return turns.computeIfAbsent(element, key -> new Turn());
  }

  /** A finding that names what was said; null if this is no conversation. */
  @Nullable Finding finding(Shape shape, Work work) {
    List<Leaf> said = new ArrayList<>();
    StringBuilder all = new StringBuilder();
    Set<Speaker> speakers = EnumSet.noneOf(Speaker.class);
    Set<Speaker> writers = EnumSet.noneOf(Speaker.class);
    Level level = Level.ROLE;
    int prose = 0;
    boolean isAnswer = false;
    boolean hasDesk = false;
    int known = 0;
    int unknown = 0;
    for (Turn turn : turns.values()) {
      hasDesk |= turn.isDesk;
      if (turn.speaker == null) {
        continue;
      }
      known++;
      level = turn.level.compareTo(level) > 0 ? turn.level : level;
      Leaf.Text text = turn.text();
      if (text != null) {
        said.add(text);
        all.append(text.value());
        speakers.add(turn.speaker);
        isAnswer |= turn.isAnswer && turn.speaker.isMachine();
      }
      if (Prose.isProse(turn.perhaps(), work)) {
        prose++;
        writers.add(turn.speaker);
      }
    }
    for (Turn turn : turns.values()) {
      unknown +=
          turn.speaker == null && turn.unknown != null && !(turn.unknown.compareTo(level) > 0)
              ? 1
              : 0;
    }
    if (known == 0 || unknown * STRANGERS >= known + unknown) {
      return null;
    }
    boolean isConversation =
        said.size() >= 2 && isPair(speakers, level, hasDesk)
            || isAnswer && all.length() >= SHORTEST_ANSWER;
    if (!isConversation
        && prose >= 2
        && writers.contains(Speaker.ASSISTANT)
        && writers.size() > 1) {
      said.clear();
      all.setLength(0);
      for (Turn turn : turns.values()) {
        Leaf.Text text = turn.speaker == null ? null : turn.perhaps();
        if (text != null) {
          said.add(text);
          all.append(text.value());
        }
      }
      isConversation = true;
    }
    return isConversation ? new Finding(shape, said, all.length(), Secret.of(all), null) : null;
  }

  private static boolean isPair(Set<Speaker> speakers, Level level, boolean hasDesk) {
    if (speakers.contains(Speaker.ASSISTANT)) {
      return true;
    }
    boolean isMixed = speakers.size() > 1 && !hasDesk;
    return switch (level) {
      case ROLE -> isMixed || speakers.contains(Speaker.PROGRAM) && !hasDesk;
      case SENDER -> isMixed && speakers.contains(Speaker.PROGRAM);
      case AUTHOR, TYPE -> false; // programs write commits and comments, and emit events
    };
  }

  /** One turn: who speaks, and what was said. */
  static final class Turn {
    private @Nullable Speaker speaker;
    private Level level = Level.TYPE;
    private @Nullable Level unknown;
    private boolean isDesk;
    private boolean isAnswer;
    private Leaf.@Nullable Text sure;
    private @Nullable String sureName;
    private Leaf.@Nullable Text possible;
    private @Nullable String possibleName;

    void speaker(@Nullable Speaker seen, String role, Level seenLevel, boolean answers) {
      if (seen == null) {
        unknown = unknown == null || seenLevel.compareTo(unknown) < 0 ? seenLevel : unknown;
        isDesk |= seenLevel != Level.TYPE && DESK.contains(role.toLowerCase(Locale.ROOT));
      } else if (speaker == null || seenLevel.compareTo(level) < 0) {
        speaker = seen;
        level = seenLevel;
        isAnswer = answers;
      }
    }

    /** Of several texts the longest counts: blocks, and the same one behind more layers. */
    void said(Leaf.Text leaf, String name, boolean isSure) {
      if (isSure && (sure == null || leaf.value().length() > sure.value().length())) {
        sure = leaf;
        sureName = name;
      } else if (!isSure
          && (possible == null || leaf.value().length() > possible.value().length())) {
        possible = leaf;
        possibleName = name;
      }
    }

    /** What was said, where nothing but a conversation is built so. */
    Leaf.@Nullable Text text() {
      if (sure != null) {
        // Each commit has an author and a message.
        boolean isCommit = level == Level.AUTHOR && "message".equals(sureName);
        return isCommit && speaker != Speaker.ASSISTANT ? null : sure;
      }
      // As ShareGPT keeps conversations.
      return level == Level.SENDER && "value".equals(possibleName) ? possible : null;
    }

    /** What may have been said, if it is prose. */
    Leaf.@Nullable Text perhaps() {
      return sure != null ? sure : possible;
    }
  }
}
