package dev.flowguard.agent.contract;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * A text that an AI model streams, a word an event, in the format of OpenAI's chat completions.
 *
 * @param number chooses the words
 * @param letters of the text, about
 */
record StreamedText(int number, int letters) {
  static final String TYPE = "text/event-stream";

  /** Events that are too few for anybody to look at them at once. */
  private static final int LATER = 4;

  /** By the last two steps of a path: the number and the letters. */
  static StreamedText of(String path) {
    String[] steps = path.split("/");
    return new StreamedText(
        Integer.parseInt(steps[steps.length - 2]), Integer.parseInt(steps[steps.length - 1]));
  }

  String text() {
    Random random = new Random(number);
    StringBuilder text = new StringBuilder();
    while (text.length() < letters) {
      for (int i = 3 + random.nextInt(6); i > 0; i--) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      text.append(' ');
    }
    return text.toString();
  }

  /** Those that come at once. */
  List<byte[]> events() {
    List<byte[]> all = all();
    return all.subList(0, all.size() - LATER);
  }

  /**
   * Those that come when the next stream begins; the one that says that all have come never does.
   */
  List<byte[]> laterEvents() {
    List<byte[]> all = all();
    return all.subList(all.size() - LATER, all.size());
  }

  private List<byte[]> all() {
    return List.of(text().split("(?<= )")).stream().map(this::event).toList();
  }

  private byte[] event(String word) {
    return ("data: {\"id\":\"chatcmpl-AbCdEfGhIjKlMnOp"
            + number
            + "\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
            + "[{\"index\":0,\"delta\":{\"content\":\""
            + word
            + "\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
