package dev.flowguard.rules.legitimate;

import java.util.List;
import java.util.Random;

/** Conversations of many people, made of ordinary sentences; no two are alike. */
final class Chats {
  private static final List<String> OPENINGS =
      List.of(
          "Honestly, ",
          "Can you help me? ",
          "I wanted to ask: ",
          "Thank you for your answer. ",
          "Sorry for the late reply, ",
          "As I said yesterday, ",
          "I have a question about my subscription. ");

  private static final List<String> WHO =
      List.of(
          "my sister",
          "the landlord",
          "our neighbour",
          "my boss",
          "a friend from school",
          "the doctor",
          "my ex-husband",
          "the new teacher",
          "my oldest daughter",
          "the accountant");

  private static final List<String> DID =
      List.of(
          "never returned",
          "keeps asking for",
          "has lost",
          "wants to sell",
          "is afraid of",
          "promised me",
          "paid too much for",
          "threw away",
          "still remembers",
          "cannot find");

  private static final List<String> WHAT =
      List.of(
          "the keys to the summer house",
          "the order confirmation",
          "the photos of our wedding",
          "an invoice from last November",
          "the letter about the operation",
          "the money for the subscription",
          "the dog",
          "the contract with the studio",
          "the canvas print of 60 by 40 cm",
          "the diary");

  private static final List<String> END =
      List.of(
          ", and I don't know what to say.",
          " since the divorce.",
          ". What should I do?",
          ", please keep this between us.",
          " and it makes me sad.",
          ". Is that normal?",
          ", if you have any questions let me know.",
          " within thirty days.");

  private final Random random;

  Chats(long seed) {
    this.random = new Random(seed);
  }

  /** A turn of one to four sentences. */
  String turn() {
    StringBuilder turn = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      turn.append(turn.isEmpty() ? "" : " ").append(random.nextInt(3) == 0 ? pick(OPENINGS) : "");
      turn.append(pick(WHO)).append(' ').append(pick(DID)).append(' ').append(pick(WHAT));
      turn.append(random.nextInt(2) == 0 ? " (" + (1900 + random.nextInt(130)) + ")" : "");
      turn.append(pick(END));
    }
    return turn.toString();
  }

  private String pick(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }
}
