package dev.flowguard.agent.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The form that the API of a provider gives to what a model says. */
interface ModelForm {
  /** True for a path of this API. */
  boolean has(String path);

  /** True if a stream is asked for. */
  boolean isStream(String path, String request);

  /** The media type of a stream. */
  String streamType();

  /** The answer at once, in JSON. */
  String whole(String text);

  /** The answer word by word. */
  List<byte[]> stream(List<String> words);

  /** Server-sent events without names, one for each of these. */
  static List<byte[]> events(List<String> data) {
    List<byte[]> events = new ArrayList<>();
    data.forEach(each -> events.add(("data: " + each + "\n\n").getBytes(StandardCharsets.UTF_8)));
    return events;
  }
}
