package dev.flowguard.agent.contract;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import java.util.ArrayList;
import java.util.List;

/** The SDK of Anthropic. */
final class AnthropicSdk implements AiSdk {
  private static AnthropicClient client(String url) {
    return AnthropicOkHttpClient.builder().apiKey("k").baseUrl(url).build();
  }

  private static MessageCreateParams request(List<String> said) {
    MessageCreateParams.Builder request =
        MessageCreateParams.builder().model("claude-sonnet-4-0").maxTokens(100L).system(SYSTEM);
    for (int i = 0; i < said.size(); i++) {
      if (i % 2 == 0) {
        request.addUserMessage(said.get(i));
      } else {
        request.addAssistantMessage(said.get(i));
      }
    }
    return request.build();
  }

  @Override
  public String ask(String url, List<String> said) {
    return client(url).messages().create(request(said)).content().get(0).asText().text();
  }

  @Override
  public List<String> stream(String url, List<String> said) {
    List<String> pieces = new ArrayList<>();
    try (StreamResponse<RawMessageStreamEvent> events =
        client(url).messages().createStreaming(request(said))) {
      events.stream()
          .forEach(
              event ->
                  event
                      .contentBlockDelta()
                      .flatMap(delta -> delta.delta().text())
                      .ifPresent(text -> pieces.add(text.text())));
    }
    return pieces;
  }
}
