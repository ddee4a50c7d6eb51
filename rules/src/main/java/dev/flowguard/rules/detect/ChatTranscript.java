package dev.flowguard.rules.detect;

import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.Location;
import dev.flowguard.rules.payload.Outline;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Signs;
import dev.flowguard.rules.vocabulary.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation with an assistant: at least two turns, each with a role and something said, or one
 * answer as a model gives it.
 *
 * <p>By structure: turns as objects ({@link TurnObjects}), question and answer in one object
 * ({@link AskedAndAnswered}), turns marked in a text ({@link WrittenTurns}). Words alone are
 * nothing; and a message of a support desk, which has a sender and a content too, has no role of
 * this kind, or is alone.
 */
final class ChatTranscript implements Detector {
  /** Of looking at the names around a leaf. */
  private static final int LEAF_STEPS = 64;

  private static final Signs SIGNS = Signs.anyOf("<[\n:=");

  /** Bits of a place, and of what a text is there. */
  private static final int SPEAKER = 1;

  private static final int ASKED = 2;
  private static final int ANSWERED = 4;

  @Override
  public Shape shape() {
    return Shape.CHAT_TRANSCRIPT;
  }

  @Override
  public Signs signs() {
    return SIGNS;
  }

  @Override
  public boolean mayFind(CharSequence text, Outline seen, int place) {
    return seen.has('<')
        || seen.has('[')
        || seen.has('\n') && WrittenTurns.mayBeInLines(text)
        || WrittenTurns.mayBeInLine(text);
  }

  @Override
  public int place(Location location) {
    return (TurnObjects.mayNameSpeaker(location) ? SPEAKER : 0)
        | (AskedAndAnswered.isAsked(location) ? ASKED : 0)
        | (AskedAndAnswered.isAnswered(location) ? ANSWERED : 0);
  }

  @Override
  public int side(CharSequence text, int place) {
    int side = text.length() >= AskedAndAnswered.SHORTEST_SIDE ? place & ~SPEAKER : 0;
    boolean isSpeaker = (place & SPEAKER) != 0 && TurnObjects.isRole(text);
    return isSpeaker ? side | SPEAKER : side;
  }

  /** Someone speaks, or something was asked and something answered. */
  @Override
  public boolean areSides(int sides) {
    return (sides & SPEAKER) != 0 || sides == (ASKED | ANSWERED);
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    Places places = new Places(payload.work());
    TurnObjects turns = new TurnObjects(places);
    AskedAndAnswered pairs = new AskedAndAnswered(places);
    WrittenTurns written = new WrittenTurns(payload.work());
    payload.work().charge((long) LEAF_STEPS * payload.leaves().size());
    boolean hasSpeaker = false;
    for (Leaf leaf : payload.leaves()) {
      hasSpeaker |= leaf instanceof Leaf.Text text && !text.isName() && TurnObjects.isSpeaker(text);
    }
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Text text && !text.isName()) {
        if (hasSpeaker) {
          turns.note(text);
        }
        pairs.note(text);
        if (written.isConversation(text.value())) {
          findings.add(
              new Finding(
                  shape(), List.of(leaf), text.value().length(), Secret.of(text.value()), null));
        }
      }
    }
    turns.addTo(findings);
    pairs.addTo(findings);
    return findings;
  }
}
