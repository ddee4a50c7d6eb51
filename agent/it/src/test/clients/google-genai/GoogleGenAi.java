package dev.flowguard.agent.contract;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.Content;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.Part;
import java.util.ArrayList;
import java.util.List;

/** The SDK of Google, with the Gemini API. */
final class GoogleGenAi implements AiSdk {
  private static final GenerateContentConfig CONFIG =
      GenerateContentConfig.builder()
          .systemInstruction(Content.fromParts(Part.fromText(SYSTEM)))
          .build();

  private static Client client(String url) {
    return Client.builder()
        .apiKey("k")
        .httpOptions(HttpOptions.builder().baseUrl(url).build())
        .build();
  }

  private static List<Content> contents(List<String> said) {
    List<Content> contents = new ArrayList<>();
    for (int i = 0; i < said.size(); i++) {
      contents.add(
          Content.builder()
              .role(i % 2 == 0 ? "user" : "model")
              .parts(List.of(Part.fromText(said.get(i))))
              .build());
    }
    return contents;
  }

  @Override
  public String ask(String url, List<String> said) {
    return client(url).models.generateContent("gemini-m", contents(said), CONFIG).text();
  }

  @Override
  public List<String> stream(String url, List<String> said) {
    List<String> pieces = new ArrayList<>();
    try (ResponseStream<GenerateContentResponse> stream =
        client(url).models.generateContentStream("gemini-m", contents(said), CONFIG)) {
      stream.forEach(response -> pieces.add(response.text()));
    }
    return pieces;
  }
}
