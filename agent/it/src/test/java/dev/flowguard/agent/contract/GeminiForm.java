package dev.flowguard.agent.contract;

import java.util.List;

/** Of {@code generateContent}, as the Gemini API and Vertex AI have it. */
final class GeminiForm implements ModelForm {
  @Override
  public boolean has(String path) {
    return path.endsWith(":generateContent") || path.endsWith(":streamGenerateContent");
  }

  @Override
  public boolean isStream(String path, String request) {
    return path.endsWith(":streamGenerateContent");
  }

  @Override
  public String streamType() {
    return "text/event-stream";
  }

  @Override
  public String whole(String text) {
    return "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\""
        + text
        + "\"}],\"role\":\"model\"},\"index\":0}],\"modelVersion\":\"gemini-m\","
        + "\"responseId\":\"AbCdEfGhIjKlMnOpQrStUvWx\"}";
  }

  @Override
  public List<byte[]> stream(List<String> words) {
    return ModelForm.events(words.stream().map(this::whole).toList());
  }
}
