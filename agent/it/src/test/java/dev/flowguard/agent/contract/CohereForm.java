package dev.flowguard.agent.contract;

import java.util.ArrayList;
import java.util.List;

/** Of version 2 of Cohere's {@code chat}. */
final class CohereForm implements ModelForm {
  @Override
  public boolean has(String path) {
    return path.equals("/v2/chat");
  }

  @Override
  public boolean isStream(String path, String request) {
    return request.matches("(?s).*\"stream\"\\s*:\\s*true.*");
  }

  @Override
  public String streamType() {
    return "text/event-stream";
  }

  @Override
  public String whole(String text) {
    return "{\"id\":\"c14c80c3-18eb-4519-9460-6c92edd8cfb4\",\"finish_reason\":\"COMPLETE\","
        + "\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\""
        + text
        + "\"}]}}";
  }

  @Override
  public List<byte[]> stream(List<String> words) {
    List<String> events = new ArrayList<>();
    events.add(
        "{\"type\":\"message-start\",\"id\":\"29f14a5a-11de-4cae-9800-25e4747408ea\","
            + "\"delta\":{\"message\":{\"role\":\"assistant\",\"content\":[]}}}");
    for (String word : words) {
      events.add(
          "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\""
              + word
              + "\"}}}}");
    }
    events.add("{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\"}}");
    return ModelForm.events(events);
  }
}
