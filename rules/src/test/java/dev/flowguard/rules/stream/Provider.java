package dev.flowguard.rules.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream as a provider sends it.
 *
 * @param contentType as it is declared
 * @param values all of 24 characters and more, with their places
 */
record Provider(
    String name, StreamFormat format, String contentType, byte[] stream, List<String> values) {
  static final String GREENHOUSE =
      "The greenhouse opens at nine, and the tomatoes want water before that.";
  static final String HIVES =
      "My neighbour Zoë keeps three hives 🐝 behind the old mill; she sells no honey.";
  static final String REASON =
      "The user asks about the garden, so opening times and watering both matter here.";
  static final String PEARS = "{\"place\": \"Old Mill Lane 4\", \"note\": \"two crates of pears\"}";
  static final String JAM = "{\"place\": \"Harbour Road 11\", \"note\": \"a jar of plum jam\"}";

  private static final String SSE = "text/event-stream; charset=utf-8";
  private static final String AWS = "application/vnd.amazon.eventstream";

  static List<Provider> all() {
    List<Provider> all = new ArrayList<>();
    all.add(
        sse(
            "openai-chat",
            "json $.choices[0].delta.content = " + GREENHOUSE,
            "json $.choices[1].delta.content = " + HIVES));
    all.add(
        sse(
            "openai-chat-tools",
            "json $.choices[0].delta.tool_calls[0].function.arguments = " + PEARS,
            "json $.choices[0].delta.tool_calls[1].function.arguments = " + JAM));
    all.add(
        sse(
            "openai-chat-reasoning",
            "json $.choices[0].delta.reasoning_content = " + REASON,
            "json $.choices[0].delta.content = " + GREENHOUSE));
    all.add(
        sse(
            "openai-responses",
            "body response.reasoning_summary_text.delta[0][0] > json $.delta = " + REASON,
            "body response.reasoning_summary_text.done[0][0] > json $.text = " + REASON,
            "body response.output_item.done[0] > json $.item.summary[0].text = " + REASON,
            "body response.output_text.delta[1][0] > json $.delta = " + GREENHOUSE,
            "body response.output_text.done[1][0] > json $.text = " + GREENHOUSE,
            "body response.content_part.done[1][0] > json $.part.text = " + GREENHOUSE,
            "body response.output_item.done[1] > json $.item.content[0].text = " + GREENHOUSE,
            "body response.function_call_arguments.delta[2] > json $.delta = " + PEARS,
            "body response.function_call_arguments.done[2] > json $.arguments = " + PEARS,
            "body response.output_item.done[2] > json $.item.arguments = " + PEARS,
            "body response.completed > json $.response.output[0].summary[0].text = " + REASON,
            "body response.completed > json $.response.output[1].content[0].text = " + GREENHOUSE,
            "body response.completed > json $.response.output[2].arguments = " + PEARS));
    all.add(
        sse(
            "anthropic",
            "body content_block_delta[0] > json $.delta.thinking = " + REASON,
            "body content_block_delta[0] > json $.delta.signature"
                + " = EuYBCkQYAiJAQmFzZTY0T2ZOb3RoaW5nQXRBbGw=",
            "body content_block_delta[1] > json $.delta.text = " + HIVES,
            "body content_block_delta[2] > json $.delta.partial_json = " + PEARS));
    all.add(sse("gemini", "json $.candidates[0].content.parts[0].text = " + HIVES));
    all.add(
        new Provider(
            "gemini array",
            StreamFormat.JSON_ARRAY,
            "application/json; charset=UTF-8",
            resource("gemini.json"),
            List.of("json $.candidates[0].content.parts[0].text = " + HIVES)));
    all.add(
        sse(
            "cohere-v2",
            "body content-delta[0] > json $.delta.message.content.text = " + GREENHOUSE));
    all.add(
        new Provider(
            "ollama",
            StreamFormat.NDJSON,
            "application/x-ndjson",
            resource("ollama.ndjson"),
            List.of("json $.message.content = " + HIVES)));
    all.add(
        sse(
            "tgi-generate",
            "body 0 > json $.token.text = " + GREENHOUSE,
            "body 12 > json $.generated_text = " + GREENHOUSE));
    all.add(sse("tgi-chat", "json $.choices[0].delta.content = " + GREENHOUSE));
    all.add(sse("cumulative", "body result > json $.output.text = " + GREENHOUSE));
    all.add(sse("plain", "body = " + GREENHOUSE));
    all.add(
        aws("bedrock converse", converse(), "contentBlockDelta[0] > json $.delta.text = " + HIVES));
    all.add(
        aws("bedrock invoke", invoke(), "content_block_delta[0] > json $.delta.text = " + HIVES));
    return all;
  }

  private static Provider sse(String name, String... values) {
    return new Provider(name, StreamFormat.SSE, SSE, resource(name + ".sse"), List.of(values));
  }

  private static Provider aws(String name, byte[] stream, String value) {
    return new Provider(name, StreamFormat.AWS_EVENT_STREAM, AWS, stream, List.of("body " + value));
  }

  static byte[] converse() {
    AwsFrameBuilder frames =
        new AwsFrameBuilder()
            .event("messageStart", "{\"p\":\"abcdefghijklm\",\"role\":\"assistant\"}");
    for (String word : words(HIVES)) {
      String padding = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ".substring(0, 20 + word.length());
      frames.event(
          "contentBlockDelta",
          "{\"contentBlockIndex\":0,\"delta\":{\"text\":\""
              + word
              + "\"},\"p\":\""
              + padding
              + "\"}");
    }
    return frames
        .event("contentBlockStop", "{\"contentBlockIndex\":0,\"p\":\"abcdefgh\"}")
        .event(
            "messageStop", "{\"p\":\"abcdefghijklmnopqrstuvwxyzABCD\",\"stopReason\":\"end_turn\"}")
        .event("metadata", "{\"metrics\":{\"latencyMs\":362},\"usage\":{\"inputTokens\":7}}")
        .bytes();
  }

  private static byte[] invoke() {
    AwsFrameBuilder frames =
        new AwsFrameBuilder()
            .chunk(
                "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_bdrk_01Qx7ZpLk3RtVn8WbYc2HsDf\","
                    + "\"type\":\"message\",\"model\":\"claude-3-5-sonnet-20241022\",\"content\":[]}}",
                "abcdefghijklmnopqrstuvwxyz")
            .chunk(
                "{\"type\":\"content_block_start\",\"index\":0,"
                    + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                "abc");
    for (String word : words(HIVES)) {
      frames.chunk(
          "{\"type\":\"content_block_delta\",\"index\":0,"
              + "\"delta\":{\"type\":\"text_delta\",\"text\":\""
              + word
              + "\"}}",
          "abcdefghijklmnopqrstuvwxyzABCDEFG".substring(0, 20 + word.length()));
    }
    return frames.chunk("{\"type\":\"message_stop\"}", "abcdefghijklmn").bytes();
  }

  /** With the space before each. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) == ' ') {
        words.add(text.substring(start, i));
        start = i;
      }
    }
    words.add(text.substring(start));
    return words;
  }

  private static byte[] resource(String name) {
    try (InputStream in = Provider.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
